story "Nothing is lost, and both are told to sound as good as a telephone can, one in G.722 and one in PCMU"
number +15550101 -> /bob.xml
web /bob.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001 codecs G722 talkative
phone bob codecs PCMU talkative: answers

play
  alice calls +15550101
  bob hears alice
  after 5s
  alice hangs up
  bob gets BYE

expect
  sound from alice scores at least 4.33
  sound from alice scores at most 4.34
  sound from bob scores at least 4.41
