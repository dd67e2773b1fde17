story "a caller that falls silent in the bridge ends, and whoever took it goes on"
number +15550100 -> /in
number +15550101 -> /agent
config rtp_timeout = 30
phone alice number +15550001
phone bob number +15550002 talkative
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  alice mutes
  alice gets BYE within 45s
  bob gets BYE

expect
  notes 13291
  asked /done with QueueResult=bridged
  asked /agent-done with DialCallStatus=completed CallStatus=in-progress
