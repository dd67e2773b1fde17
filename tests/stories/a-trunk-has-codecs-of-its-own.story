story "the codecs of a trunk are spoken with it in its calls and in ours, whatever [media] has, and no others in mid-call"
number +15550100 -> /in
number +15550101 -> /out
config media.codecs = ["PCMU", "PCMA"]
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.sources = ["203.0.113.0/24"]
config trunks.carrier.codecs = ["G722"]
config outbound.trunk = "carrier"
web /in: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /out: 200 "<Response><Dial><Number>+15550200</Number></Dial></Response>"
phone carrier stranger codecs G722,PCMU: answers
phone bob codecs PCMU: answers

play
  carrier calls +15550100
  carrier gets 200 with "Body~RTP/AVP 9"
  carrier hears bob
  bob hears carrier
  # What is everybody's is not this trunk's.
  carrier switches to PCMU
  carrier gets 488
  carrier hears bob
  carrier hangs up
  bob gets BYE
  after 1s
  bob calls +15550101
  carrier gets INVITE with "Body~RTP/AVP 9 "
  carrier hears bob
  bob hears carrier
  carrier reinvites without offer
  carrier gets 200 with "Body~RTP/AVP 9 "
  carrier hears bob
  carrier hangs up
  bob gets BYE
