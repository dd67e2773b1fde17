story "tones of a caller without events reach a user that gets keys by INFO, and its keys by INFO reach the caller as tones"
user kate "a good secret"
config users.kate.dtmf = "info"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Client>kate</Client></Dial></Response>"
phone alice without events
phone kate login kate "a good secret": answers

play
  kate registers
  kate gets 200
  alice calls +15550100
  kate hears alice
  alice presses 3
  kate gets INFO
  kate presses 8 by info
  alice hears key 8 in band
  alice hangs up

expect
  kate gets INFO with Body~Signal=3 Content-Type~dtmf-relay
