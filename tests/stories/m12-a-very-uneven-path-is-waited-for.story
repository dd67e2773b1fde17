# The longest wait of the jitter buffer is 200 ms (spec §11).
story "words that come over a path which scatters by 170 ms are whole"
number +15550100 -> /main.xml
net delay 40ms jitter 170ms
web /main.xml: 200 "<Response><Record maxLength='20' timeout='3' playBeep='false' action='/done'/></Response>"
web /done: 200 "<Response/>"
phone alice number +15550001 talkative

play
  alice calls +15550100
  after 2s
  alice stays silent for 1s
  alice says "this is said over a very uneven path and is whole all the same"
  alice stays silent for 4s
  alice gets BYE

expect
  recording of alice holds "this is said over a very uneven path and is whole all the same" for 3720ms
  recording is 9740ms long
