story "S22: our re-INVITE meets theirs, both wait a random while, and both come through"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 codecs PCMU,G722
phone bob codecs PCMU,G722: answers

play
  alice calls +15550100
  alice hears bob
  after 1s
  bob switches to G722
  after 15ms
  alice holds
  after 20s
  alice resumes
  alice hears bob
  bob hears alice
  bob hangs up

expect
  bob ends completed 200 because hangup
