story "the text client:kate of a Dial is a Client, screening and callbacks as of any noun"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial>client:kate</Dial><Dial><Client url='/screen' statusCallback='/events'>kate</Client></Dial></Response>"
web /screen: 200 "<Response/>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret": answers, talks 2s, hangs up

play
  kate registers
  kate gets 200
  alice calls +15550100
  kate is called
  kate is called
  alice hears kate

expect
  asked /screen with To=kate
  told /events with CallStatus=completed To=kate
