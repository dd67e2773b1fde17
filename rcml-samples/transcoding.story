story "Alice speaks A-law, Bob mu-law"
number +15550100 -> /plain-dial.xml
phone alice number +15550001 codecs PCMA
phone bob at sip:bob@phones.example codecs PCMU: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice presses 5
  bob hears key 5
  alice hangs up
  bob gets BYE

expect
  alice ends completed
