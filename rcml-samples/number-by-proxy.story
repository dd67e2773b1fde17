story "a number is reached through the outbound proxy, which asks for credentials"
number +15550100 -> /number-by-proxy.xml
proxy sip:proxy.example login callwright "trunk secret"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example demands callwright "trunk secret" by 407
  rings 1s, answers, talks 5s, hangs up

play
  alice calls +15550100
  gateway is called with To~+15550200 From~+15550100
  alice hears gateway

expect
  gateway gets INVITE, ACK, INVITE, ACK
  told /events with StatusCallbackEvent=completed CallStatus=completed CallDuration=5 SequenceNumber=0
  told /events 1 time
  gateway ends completed
