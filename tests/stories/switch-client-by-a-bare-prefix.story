story "a text that begins with client, but no colon after it, is a number"
number +15550100 -> /main.xml
user kate "a good secret"
web /main.xml: 200 "<Response><Dial action='/done.xml'>clientkate</Dial></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone kate login kate "a good secret": answers, talks 2s, hangs up

play
  kate registers
  kate gets 200
  alice calls +15550100
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=failed
  kate never gets INVITE
