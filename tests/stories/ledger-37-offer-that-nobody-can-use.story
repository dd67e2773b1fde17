story "an offer in mid-call that cannot be answered is refused, and the call goes on as it was"
number +15550100 -> /main.xml
config media.codecs = ["PCMU"]
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001 codecs PCMU
phone bob codecs PCMU: answers

play
  alice calls +15550100
  alice hears bob
  alice switches to opus
  alice gets 488
  after 2s
  alice has not got BYE
  alice says 1s
  bob says 1s
  after 1s
  bob hangs up

expect
  asked /done.xml with DialCallStatus=completed
  bob hears alice for 1s
  alice hears bob for 1s
