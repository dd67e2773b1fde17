story "a slow receiver of callbacks delays neither the end of a call nor the next one"
number +15550100 -> /main.xml status /status
web /status: after 5s 204
web /main.xml: 200 "<Response><Dial ><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob within 9s
  alice gets BYE within 9s
  alice calls +15550100
  alice gets 200 within 4s
  alice hears bob
  alice gets BYE within 9s

expect
  told /status 6 times
