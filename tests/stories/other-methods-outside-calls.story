story "what is neither call nor registration nor message is told what it is (spec §9.7)"
number +15550100 -> /main.xml
phone alice number +15550001

play
  alice asks OPTIONS kate
  alice gets 200
  alice asks SUBSCRIBE kate with Event=presence
  alice gets 489
  alice asks PUBLISH kate with Event=presence
  alice gets 405
  alice asks NOTIFY kate
  alice gets 481
  alice asks FROB kate
  alice gets 501

expect
  alice gets 489 with Allow-Events=refer
  alice gets 200, 489, 405, 481, 501
