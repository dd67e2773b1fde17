story "the query of a URL is moved into the body of a POST where the switch says so"
number +15550100 -> /main.xml
config http.post_query = "body"
web /main.xml: 200 "<Response><Redirect>/next?shop=7&amp;till=8</Redirect></Response>"
web /next: 200 "<Response><Reject/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 603

expect
  asked /next with shop=7 till=8 CallStatus=ringing no Query
