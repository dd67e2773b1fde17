# threats-and-faults M10: never a silent downgrade.
story "plain RTP is refused with 488 where encryption is required, and so is a child that has none"
config media.srtp = "required"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@phones.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone carol number +15550003 srtp required
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice gets 488
  carol calls +15550100
  after 10s

expect
  notes refused_at_birth
  bob ends failed 488
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=488
