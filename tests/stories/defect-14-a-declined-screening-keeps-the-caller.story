story "after a declined screening the caller is still there"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip url='/no.xml'>sip:bob@bob.example</Sip></Dial><Say>Goodbye</Say></Response>"
web /no.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  bob gets BYE
  alice hears "Goodbye" for 420ms
  alice gets BYE

expect
  bob ends completed 200 because declined
