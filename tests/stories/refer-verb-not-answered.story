story "Refer on a call that is not answered: error 13290, and the next verb"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Refer action='/referred.xml'><Sip>sip:kate@pbx.example</Sip></Refer><Reject reason='busy'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 486

expect
  notes 13290
  asked /referred.xml never
  alice never gets REFER
