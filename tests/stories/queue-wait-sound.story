story "a waitUrl that ends in .wav is played again and again"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue waitUrl='/hold.wav'>support</Enqueue></Response>"
web /hold.wav: 200 sound voice 2s
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears /hold.wav
  after 5s
  bob calls +15550101
  alice hears bob
  bob hangs up
  alice gets BYE

expect
  asked /hold.wav 1 time
