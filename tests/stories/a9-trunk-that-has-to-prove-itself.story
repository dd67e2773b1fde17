story "where a source address can be forged a trunk has to log in as a user"
number +15550100 -> /main.xml
user carrier "its secret"
config trunks.town.challenge = true
web /main.xml: 200 "<Response><Hangup/></Response>"
phone forger number +15550001
phone carrier login carrier "its secret"

play
  forger calls +15550100
  forger gets 407
  carrier calls +15550100
  carrier gets 407
  carrier gets 603

expect
  asked /main.xml 1 time
