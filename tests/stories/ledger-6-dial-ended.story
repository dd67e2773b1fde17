story "after a bridge the next verb goes on"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip>sip:bob@bob.example</Sip></Dial><Say>Goodbye</Say></Response>"
phone alice number +15550001
phone bob: answers, talks 3s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice hears "Goodbye" for 420ms
  alice gets BYE

expect
  alice ends completed 200 because document
