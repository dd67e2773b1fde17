story "nouns tried one after another each have their early media heard"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial sequential='true'><Sip>sip:bob@bob.example;transport=tcp</Sip><Sip>sip:carol@carol.example;transport=tcp</Sip></Dial></Response>"
phone alice number +15550001
phone bob over tcp: rings with sound 5s, refuses 486
phone carol over tcp: rings 2s, rings with sound 5s, answers, talks 3s, hangs up

play
  alice calls +15550100
  alice hears bob
  alice hears ringback
  alice hears carol
