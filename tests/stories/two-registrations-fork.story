story "every place where a client is registered rings, the first answer wins"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone desk login kate "a good secret": rings 1s, waits 20s
phone pocket over tcp login kate "a good secret": rings 1s, answers, talks 2s, hangs up

play
  desk registers as kate
  desk gets 200
  pocket registers as kate
  pocket gets 200
  alice calls +15550100
  desk is called
  pocket is called
  alice hears pocket

expect
  desk gets INVITE, CANCEL, ACK
  asked /done with DialCallStatus=completed
