story "the switch moves the query of a callback that is redirected into its body, too"
number +15550100 -> /main.xml status /events?shop=7 events completed
config http.post_query = "body"
web /main.xml: 200 "<Response><Hangup/></Response>"
web /events: 307 header "Location: /elsewhere?till=8"
web /elsewhere: 204
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  told /elsewhere with till=8 CallStatus=busy no Query
