story "a file that is broken, empty, or a text is no sound: each is noted, and where it is set so the document goes on"
config compat.play_failure = "continue"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Play>/broken.wav</Play><Say>one</Say><Play>/empty.wav</Play><Say>two</Say><Play>/text.wav</Play><Say>three</Say><Play>/good.wav</Play></Response>"
web /broken.wav: 200 sound broken
web /empty.wav: 200 ""
web /text.wav: 200 "no sound" type "text/plain"
web /good.wav: 200 sound voice 2s
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears "one" for 300ms, "two" for 300ms, "three" for 300ms, /good.wav for 2s
  alice never hears /broken.wav
  alice never hears /empty.wav
  alice never hears /text.wav
  alice ends completed 200 because document
  notes 13233
