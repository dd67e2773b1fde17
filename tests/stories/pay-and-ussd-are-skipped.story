story "verbs that are not supported are skipped, each with a warning"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Pay><Prompt for='payment-card-number'><Say>Your card</Say></Prompt></Pay><UssdMessage>Hello</UssdMessage><Language>en</Language><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  notes 12200
  alice never gets 200
