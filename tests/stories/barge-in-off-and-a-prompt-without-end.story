story "with bargeIn off a prompt without end is heard until the input is complete"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather bargeIn='false' numDigits='2' timeout='3' action='/one.xml'><Say>Once</Say><Say loop='0'>Press</Say><Say>Never</Say></Gather></Response>"
web /one.xml: 200 "<Response><Gather bargeIn='false' numDigits='2' timeout='3' action='/two.xml'><Say loop='0'>Press more</Say></Gather></Response>"
web /two.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice hears "Once" for 300ms
  alice hears "Press" for 300ms 4 times
  alice presses 12
  alice hears "Press more" for 600ms 2 times
  alice presses 3
  alice gets BYE within 5s

expect
  notes 13322
  alice never hears "Never"
  asked /one.xml with Digits=12
  asked /two.xml with Digits=3
