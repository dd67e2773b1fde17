story "a REFER of a caller that is in no bridge gets 404 with a Reason"
number +15550100 -> /main.xml refer /transfer.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 5s, refuses 486

play
  alice calls +15550100
  alice hears ringback
  alice transfers to +15550199
  alice gets 404
  alice hears ringback

expect
  alice gets 404 with Reason~bridged
