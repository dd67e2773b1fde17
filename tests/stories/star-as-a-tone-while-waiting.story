story "hangupOnStar is heard as a tone, too, of somebody who waits alone in a conference"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial hangupOnStar='true'><Conference>board</Conference></Dial><Say>you are out of it now</Say></Response>"
phone alice mute number +15550001 without events

play
  alice calls +15550100
  alice hears music
  after 2s
  alice presses *
  alice hears "you are out of it now" for 1260ms
  alice gets BYE
