story "a call whose answer is never acknowledged ends after 32 s, and says why"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say>you are through to nobody at all</Say><Pause length='60'/></Response>"
phone alice number +15550001 careless

play
  alice calls +15550100
  alice gets 200
  after 30s
  alice gets BYE within 3s

expect
  alice hears "you are through to nobody at all" for 1920ms
  alice ends failed 200 because ack_timeout
