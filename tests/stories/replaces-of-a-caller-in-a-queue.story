story "a call with Replaces stands in the queue where the replaced one stood, and takes over whoever has taken somebody out, too"
number +15550100 -> /in.xml
number +15550101 -> /out.xml
web /in.xml: 200 "<Response><Enqueue action='/left.xml' waitUrl='/wait.wav'>support</Enqueue></Response>"
web /wait.wav: 200 sound voice 3s
web /left.xml: 200 "<Response/>"
web /out.xml: 200 "<Response><Dial action='/taken.xml'><Queue>support</Queue></Dial></Response>"
web /taken.xml: 200 "<Response/>"
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003
phone dave number +15550004
phone erin number +15550005

play
  alice calls +15550100
  alice hears /wait.wav
  bob calls +15550100
  bob hears /wait.wav
  dave calls +15550199 replacing alice
  alice gets BYE
  dave hears /wait.wav
  carol calls +15550101
  carol hears dave
  dave hears carol
  erin calls +15550199 replacing carol
  carol gets BYE
  erin hears dave
  dave hears erin
  erin hangs up
  dave gets BYE
  bob hangs up

expect
  asked /left.xml with QueueResult=bridged From=+15550004
  asked /taken.xml with DequeueResult=bridged From=+15550005
  asked /left.xml with QueueResult=hangup
  alice ends completed because transferred
  carol ends completed because transferred
