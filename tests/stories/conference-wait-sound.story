story "a wait URL of a sound is played in a loop, and an empty one is silence"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
number +15550101 -> /silent
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' waitUrl='/hold.wav'>Board</Conference></Dial></Response>"
web /silent: 200 "<Response><Dial action='/done'><Conference beep='false' waitUrl=''>Other</Conference></Dial></Response>"
web /hold.wav: 200 sound voice 1s
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears /hold.wav for 1s 2 times
  bob calls +15550101
  bob hears silence
  alice hangs up
  bob hangs up

expect
  asked /hold.wav 1 time
  asked /done with DialCallStatus=completed DialBridged=false
