story "Keys of a telephone pressed faster than the engine answers: each is asked when the one before is answered"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 codecs PCMU,PCMA
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  alice holds
  alice holds by inactive
  alice switches to PCMA
  alice resumes
  alice gets 200 with Body~recvonly
  alice gets 200 with Body~inactive
  alice gets 200 with "Body~PCMA/8000"
  alice gets 200 with Body~sendrecv
  alice hears bob
  bob hears alice
  alice hangs up

expect
  alice ends completed
  bob ends completed 200 because caller_gone
