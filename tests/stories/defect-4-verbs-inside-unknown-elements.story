story "nothing inside an unknown element is run"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Menu><Dial ><Sip>sip:bob@bob.example</Sip></Dial><Say>Hello</Say></Menu><Say>Goodbye</Say></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears "Goodbye" for 420ms
  alice gets BYE

expect
  bob never gets INVITE
  alice never hears "Hello"
  notes 12200
