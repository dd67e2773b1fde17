story "a telephone that rings is picked up by another one: with a document and without"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial record='record-from-answer' action='/done.xml'><Sip>sip:bob@bob.example;transport=tcp</Sip><Sip>sip:erin@erin.example;transport=tcp</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Say>Bye now</Say></Response>"
user kate "a good secret"
user carol "another secret"
user frank "one good secret"
phone alice number +15550001
phone bob over tcp: rings 30s
phone erin over tcp: rings 30s
phone dave number +15550004
phone frank login frank "one good secret" over tcp
phone kate login kate "a good secret" over tcp: rings with sound 20s
phone carol login carol "another secret" over tcp

play
  alice calls +15550100
  bob is called
  alice hears ringback
  dave calls +15550199 replacing bob
  dave gets 200
  alice hears dave
  dave hears alice
  bob gets CANCEL
  erin gets CANCEL
  dave says "my own words"
  after 3s
  dave hangs up
  alice hears "Bye now" for 420ms
  alice gets BYE
  kate registers
  kate gets 200
  frank calls kate
  frank hears kate
  carol calls kate replacing kate
  carol gets 200
  frank gets 200
  kate gets CANCEL
  frank hears carol
  carol hears frank
  carol hangs up
  frank gets BYE

expect
  recording holds "my own words" for 720ms
  recording is at least 3s long
  asked /done.xml with DialCallStatus=completed
