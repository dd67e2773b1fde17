# A caller with encryption is answered in kind; the callee is asked for plain RTP as ever. Hold and a call without an offer
# keep the keys (threats-and-faults M7).
story "a bridge between SRTP and plain RTP passes sound and keys both ways, and outlives a hold"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@phones.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 srtp required
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice holds by inactive
  bob hears silence
  alice resumes
  bob hears alice
  alice hears bob
  bob presses 7
  alice hears key 7
  alice hangs up

expect
  alice ends completed
