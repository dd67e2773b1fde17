story "a caller who hangs up while the action is asked: nothing is dialled any more"
number +15550100 -> /main.xml
web /done: after 5s 200 "<Response><Dial answerOnBridge='true'>sip:carol@carol.example</Dial></Response>"
web /main.xml: 200 "<Response><Dial action='/done'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 1s, hangs up
phone carol: answers

play
  alice calls +15550100
  alice hears bob
  after 3s
  alice hangs up

expect
  carol never gets INVITE
  asked /done 1 time
