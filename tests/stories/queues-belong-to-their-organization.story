story "a queue of one organisation is unknown to another"
number +15550100 -> /in
config organizations.acme.domains = ["acme.example"]
config organizations.acme.numbers."5000".voice_url = "http://app.example/agent"
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue action='/done'>support</Enqueue></Response>"
web /agent: 200 "<Response><Dial action='/agent-done'><Queue>support</Queue></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
web /agent-done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears music
  bob calls sip:5000@acme.example
  bob gets BYE
  alice hangs up

expect
  notes 13320
  asked /agent-done with DequeueResult=queue-not-found
