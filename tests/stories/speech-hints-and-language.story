story "language, hints and model of a Gather reach the recogniser"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='dtmf speech' language='es-ES' hints='si, no gracias' speechModel='phone_call' speechTimeout='auto' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "no gracias"
  alice gets BYE

expect
  recognised with language=es-ES hints="si,no gracias" model=phone_call
  asked /done.xml with SpeechResult="no gracias"
