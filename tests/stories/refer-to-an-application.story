story "the application that a number names by refer_application has the party that is transferred"
config applications.transfers.voice_url = "http://app.example/transfers.xml"
config numbers."+15550100".voice_url = "http://app.example/main.xml"
config numbers."+15550100".refer_application = "transfers"
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /transfers.xml: 200 "<Response><Dial><Sip>sip:carol@carol.example</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers
phone carol: answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  bob gets BYE
  alice hears carol
  carol hangs up
  alice gets BYE

expect
  asked /transfers.xml with ReferTarget=+15550199 Transferor=bob
