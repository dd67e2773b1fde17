story "a pattern takes what no number takes, the longest first; a star code is literal"
number +15550100 -> /exact.xml
config patterns."^\\+1555".voice_url = "http://app.example/exchange.xml"
config patterns."^\\+15550...$".voice_url = "http://app.example/block.xml"
config patterns."*72".voice_url = "http://app.example/star.xml"
web /exact.xml: 200 "<Response><Reject/></Response>"
web /exchange.xml: 200 "<Response><Reject/></Response>"
web /block.xml: 200 "<Response><Reject/></Response>"
web /star.xml: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls 5550100
  alice gets 404
  alice calls 15550100
  alice gets 603
  alice calls +15550199
  alice gets 603
  alice calls +15559999
  alice gets 603
  alice calls *72
  alice gets 603

expect
  asked /exact.xml 1 time
  asked /block.xml 1 time
  asked /exchange.xml 1 time
  asked /star.xml 1 time
