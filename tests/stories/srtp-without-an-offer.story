# threats-and-faults S20 with keys: the engine offers in its 200, the phone answers in its ACK.
story "an INVITE without SDP gets keys in the 200 where encryption is required"
config media.srtp = "required"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@phones.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 srtp required
phone bob at sip:bob@phones.example srtp required by AEAD_AES_128_GCM: answers

play
  alice calls +15550100 without offer
  alice hears bob
  bob hears alice
  alice hangs up

expect
  alice ends completed
