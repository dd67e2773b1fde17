story "a blank line before the XML declaration is read over"
number +15550100 -> /main.xml
web /main.xml: 200 "  <?xml version='1.0'?><Response><Reject reason='busy'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 486

expect
  notes 12200
