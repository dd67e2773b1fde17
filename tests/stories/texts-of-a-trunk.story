story "the answer to a text goes to the trunk it came from, or to where it came from; other recipients are found as in calls"
number +15550100 -> /main.xml texts /text.xml
proxy sip:proxy.example
user kate "a good secret"
web /text.xml: 200 "<Response><Message>one</Message><Message to='client:kate'>two</Message><Message to='+15550300' from='+15550199'>three</Message><Message to='no!body'>four</Message></Response>"
phone bob number +15550002
phone kate login kate "a good secret"
phone gateway at sip:gateway@proxy.example

play
  kate registers
  kate gets 200
  bob asks MESSAGE +15550100 saying hello
  bob gets MESSAGE
  kate gets MESSAGE
  gateway gets MESSAGE

expect
  bob gets 202
  bob gets MESSAGE with Body=one From~+15550100
  kate gets MESSAGE with Body=two
  gateway gets MESSAGE with Body=three From~+15550199 To~+15550300
  notes 14101
