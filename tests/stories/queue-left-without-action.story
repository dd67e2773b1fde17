story "without an action the document goes on after the queue, on both sides"
number +15550100 -> /in
number +15550101 -> /agent
phone alice number +15550001
phone bob number +15550002
web /in: 200 "<Response><Enqueue waitUrl='/wait'>support</Enqueue><Say>good bye alice</Say></Response>"
web /wait: 200 "<Response><Say>wait</Say><Pause length='1'/></Response>", 200 "<Response><Pause length='30'/></Response>"
web /agent: 200 "<Response><Dial timeLimit='5'><Queue>support</Queue></Dial><Say>good bye bob</Say></Response>"

play
  alice calls +15550100
  alice hears "wait" for 300ms
  bob calls +15550101
  bob hears alice
  alice hears "good bye alice" for 840ms
  alice gets BYE
  bob gets BYE

expect
  bob hears "good bye bob" for 720ms
