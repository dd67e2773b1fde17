story "G.722 passes through untouched"
number +15550100 -> /plain-dial.xml
phone alice number +15550001 codecs G722,PCMU
phone bob at sip:bob@phones.example codecs G722,PCMU: rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears bob
  bob hears alice

expect
  alice ends completed
