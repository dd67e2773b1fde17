story "a POST keeps the query of its URL"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Redirect>/next?shop=7</Redirect></Response>"
web /next: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /next with Method=POST Query="shop=7" shop=7
