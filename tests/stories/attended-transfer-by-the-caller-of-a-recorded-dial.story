story "a caller connects the two it has called: the recording of its Dial and the document go on for the newcomer"
number +15550100 -> /main.xml
number +15550101 -> /consult.xml
web /main.xml: 200 "<Response><Dial record='record-from-answer-dual' action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /consult.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Say>Bye now</Say></Response>"
phone alice number +15550001 over tcp
phone bob: answers
phone carol: answers

play
  alice calls +15550100
  alice hears bob
  alice calls +15550101
  alice hears carol
  alice joins its calls
  bob hears carol
  carol hears bob
  bob says "my own words"
  after 2s
  carol says "and hers"
  after 2s
  bob hangs up
  carol hears "Bye now" for 420ms
  carol gets BYE

expect
  alice gets 202
  asked /done.xml with DialCallStatus=completed
  asked /done.xml 1 time
  recording holds "my own words", "and hers"
  recording is 5480ms long
