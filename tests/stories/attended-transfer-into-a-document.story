story "an attended transfer into a document: it goes on for the party that comes, whose key it takes"
number +15550100 -> /main.xml
number +15550101 -> /menu.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /menu.xml: 200 "<Response><Gather numDigits='1' timeout='60' action='/chosen.xml'><Play loop='0'>/menu.wav</Play></Gather></Response>"
web /menu.wav: 200 sound voice 3s
web /chosen.xml: 200 "<Response><Say>Thank you</Say></Response>"
phone alice number +15550001 over tcp
phone bob number +15550002: answers

play
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob hears /menu.wav
  bob joins its calls
  bob gets BYE
  alice hears /menu.wav
  alice presses 5
  alice hears "Thank you" for 540ms
  alice gets BYE

expect
  bob hears /menu.wav for 240ms
  alice hears /menu.wav for 220ms
  bob gets 202, NOTIFY with Body="SIP/2.0 200 OK"
  alice never gets INVITE
  asked /chosen.xml with Digits=5 From=+15550001
  bob ends completed because transferred
  bob ends completed because transferred
