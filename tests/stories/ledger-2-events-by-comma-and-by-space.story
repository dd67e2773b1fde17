story "the names of events stand apart by commas, by blanks, or by both"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip statusCallback='/events' statusCallbackEvent='initiated,answered'>sip:bob@bob.example</Sip></Dial><Dial ><Sip statusCallback='/more' statusCallbackEvent='initiated answered'>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice gets BYE within 15s

expect
  told /events with StatusCallbackEvent=initiated
  told /events with StatusCallbackEvent=answered
  told /more with StatusCallbackEvent=initiated
  told /more with StatusCallbackEvent=answered
  told /events 2 times
  told /more 2 times
