# Encryption is offered first; who refuses it is asked once more for plain RTP, in the same call.
story "a callee without encryption is called again with plain RTP"
config media.srtp = "offered"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@phones.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone bob at sip:bob@phones.example: answers

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice hangs up

expect
  notes srtp_refused
  bob gets INVITE, ACK, INVITE, ACK
  bob ends completed
  asked /done.xml 1 time
