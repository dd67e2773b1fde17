story "a contact that is not refreshed ends with its time; too short a time is 423, too long a one is cut"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
config registrar.options_every = 0
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret": answers, talks 1s, hangs up

play
  kate registers for 30s
  kate gets 423
  kate registers for 90s
  kate gets 200
  after 60s
  kate registers for 90s
  kate gets 200
  after 60s
  alice calls +15550100
  kate is called
  alice gets BYE
  after 40s
  alice calls +15550100
  alice gets BYE

expect
  kate gets 401, 423 with Min-Expires=60
  asked /done with DialCallStatus=completed
  asked /done with DialCallStatus=failed
