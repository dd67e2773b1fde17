story "a codec that the other side will not follow is asked for once, coded anew for it, and both hear each other"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001 codecs PCMU,G722
phone bob codecs PCMU,G722: answers

play
  alice calls +15550100
  alice hears bob
  # She has named G722 in her INVITE, and takes it no more.
  alice switches to PCMU
  bob switches to G722
  alice gets INVITE
  after 1s
  alice hears bob
  bob hears alice
  bob switches to PCMU
  after 1s
  alice hears bob
  bob hears alice
  bob switches to G722
  after 1s
  alice hears bob
  bob hears alice
  bob hangs up

expect
  bob ends completed 200
  alice gets INVITE 1 time
  notes reinvite_failed
