story "S21: every form of hold is answered, and the resume restores both directions"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  alice holds
  alice gets 200 with Body~recvonly
  bob hears alice
  alice resumes
  alice gets 200 with Body~sendrecv
  alice hears bob
  alice holds by inactive
  alice gets 200 with Body~inactive
  bob hears silence
  alice resumes
  alice gets 200 with Body~sendrecv
  bob hears alice
  alice hears bob
  alice holds by port
  alice gets 200 with "Body~m=audio 0 RTP/AVP"
  bob hears silence
  alice hears silence
  alice resumes
  alice gets 200 with Body~sendrecv
  bob hears alice
  alice hears bob
  alice holds by address
  alice gets 200 with Body~recvonly
  alice hears silence
  alice resumes
  alice gets 200 with Body~sendrecv
  alice hears bob
  bob hears alice
  bob updates
  bob gets 200
  alice hears bob
  alice hangs up

expect
  alice ends completed
  bob ends completed 200 because caller_gone
