story "a trunk that speaks PCMA alone is never offered another codec, though the other side speaks PCMU"
number +15550100 -> /main.xml
config trunks.carrier.uri = "sip:carrier.example"
config trunks.carrier.sources = ["203.0.113.0/24"]
config trunks.carrier.codecs = ["PCMA"]
config outbound.trunk = "carrier"
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone carrier stranger codecs PCMU,PCMA,G722: answers
phone bob codecs PCMU: answers

play
  carrier calls +15550100
  carrier gets 200 with "Body~RTP/AVP 8 "
  carrier hears bob
  bob hears carrier
  bob switches to PCMU
  carrier reinvites without offer
  carrier gets 200 with "Body~RTP/AVP 8 "
  carrier hears bob
  bob hears carrier
  carrier hangs up
  bob gets BYE
