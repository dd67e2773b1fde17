# Between phones that also speak G.711 the call would be in that: it is what ringback can be played in.
story "two phones that speak nothing but G.722 hear each other"
number +15550100 -> /plain-dial.xml
phone alice number +15550001 codecs G722
phone bob at sip:bob@phones.example codecs G722: rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears bob
  bob hears alice

expect
  alice ends completed
