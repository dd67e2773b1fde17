story "relative URLs of dialled calls are asked with the login of the document, and of no other host"
number +15550100 -> http://u:p@app.example/main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip url='/screen.xml' statusCallback='/events'>sip:bob@bob.example</Sip><Sip statusCallback='http://other.example/events'>sip:carol@carol.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
web /screen.xml: 200 "<Response></Response>"
phone alice number +15550001
phone bob: rings 1s, answers, talks 3s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  asked /main.xml with Authorization~Basic
  asked /screen.xml with Authorization~Basic
  told /events with Authorization~Basic
  asked /done.xml with Authorization~Basic
  told http://other.example/events with no Authorization
