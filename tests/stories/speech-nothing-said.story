story "who says nothing: the action is asked all the same with actionOnEmptyResult, and not without it"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather input='speech' timeout='2' action='/never.xml'/><Gather input='speech' timeout='2' actionOnEmptyResult='true' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets BYE

expect
  asked /never.xml never
  asked /done.xml with no SpeechResult no Confidence
