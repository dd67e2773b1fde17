story "the X- headers of the 487 to our CANCEL are told, and a 200 that crosses it is told as that"
number +15550100 -> /main.xml
number +15550101 -> /gone.xml
web /main.xml: 200 "<Response><Dial timeout='3' action='/done.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Dial timeout='3' action='/crossed.xml'><Sip>sip:carol@carol.example</Sip></Dial></Response>"
web /crossed.xml: 200 "<Response/>"
web /gone.xml: 200 "<Response><Dial action='/after.xml'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /after.xml: 200 "<Response/>"
phone alice number +15550001
phone bob: rings 30s with X-Bob=7
phone carol: rings 2975ms, answers with X-Carol=8, talks 20s

play
  alice calls +15550100
  carol is called
  carol gets BYE
  after 10s
  alice calls +15550101
  bob is called
  bob is called
  after 2s
  alice hangs up
  bob gets CANCEL

expect
  asked /done.xml with DialCallStatus=no-answer DialSipResponseCode=487 DialSipHeader_X-Bob=7
  asked /crossed.xml with DialCallStatus=no-answer DialSipResponseCode=200 DialSipHeader_X-Carol=8
  asked /after.xml with DialCallStatus=canceled DialSipResponseCode=487 DialSipHeader_X-Bob=7
