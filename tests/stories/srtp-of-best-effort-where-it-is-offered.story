# Where encryption is offered, keys under RTP/AVP are taken, with encryption and not without.
story "an offer of plain RTP with keys is answered with encryption"
config media.srtp = "offered"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@phones.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 srtp loose
phone bob at sip:bob@phones.example srtp offered by AEAD_AES_256_GCM: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice presses 5
  bob hears key 5
  alice hangs up

expect
  alice ends completed
