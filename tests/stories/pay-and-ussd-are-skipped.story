story "verbs that are not supported are skipped, each with a warning"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say>Good day</Say><Pay><Prompt for='payment-card-number'><Say>Your card</Say></Prompt></Pay><UssdMessage>Hello</UssdMessage><Language>en</Language><Pause length='1'/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  notes 12200
  alice hears "Good day" for 480ms
  alice never hears "Your card"
