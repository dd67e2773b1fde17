# threats-and-faults M10: keys under RTP/AVP are a wish that may be passed over; by default it is not taken for an offer.
story "an offer of plain RTP with keys is refused with 488"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@phones.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 srtp loose
phone bob at sip:bob@phones.example: answers

play
  alice calls +15550100
  alice gets 488

expect
  alice never gets 200
  asked /main.xml never
  notes refused_at_birth
