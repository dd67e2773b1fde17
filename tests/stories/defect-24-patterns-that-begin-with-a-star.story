story "a pattern may begin with a star or a plus that is meant as such"
config patterns."*72".voice_url = "http://app.example/star.xml"
config patterns."+4930".voice_url = "http://app.example/berlin.xml"
web /star.xml: 200 "<Response><Reject/></Response>"
web /berlin.xml: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls *72
  alice gets 603
  alice calls +4930123
  alice gets 603

expect
  asked /star.xml 1 time
  asked /berlin.xml 1 time
