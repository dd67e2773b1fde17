story "a carrier sends a call on within itself and challenges it there, too: the login of its trunk answers"
config follow_redirects = true
number +15550100 -> /main.xml
config trunks.one.uri = "sip:one.example"
config trunks.one.username = "account"
config trunks.one.password = "secret"
config trunks.one.from_user = "account"
config outbound.trunk = "one"
web /main.xml: 200 "<Response><Dial action='/done.xml'><Number>+15550200</Number></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 over tcp
phone one demands account "secret": redirects to sip:+15550299@one.example

play
  alice calls +15550100
  one is called
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=failed DialSipResponseCode=302
