story "the star of hangupOnStar ends the bridge, and both go on"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done' hangupOnStar='true'><Queue>support</Queue></Dial></Response>"
web /agent-done: 200 "<Response><Say>next one please</Say></Response>"
web /done: 200 "<Response><Say>thank you</Say></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls +15550101
  bob hears alice
  # Only the star of whoever dials counts.
  alice presses *
  bob hears key *
  bob presses *
  bob hears "next one please"
  bob gets BYE
  alice gets BYE

expect
  alice hears "thank you" for 540ms
  # Whole, although keys went out just before.
  bob hears "next one please" for 900ms
  asked /done with QueueResult=bridged CallStatus=in-progress
  asked /agent-done with DialCallStatus=completed DialBridged=true CallStatus=in-progress
