story "a telephone that takes back its contact without naming its instance is no longer there"
user carol "another secret"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Client>carol</Client></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001
phone desk login carol "another secret" number carol over tcp: answers

play
  desk registers with Contact="<sip:carol@desk.example>;+sip.instance=urn-1"
  desk gets 200
  desk registers for 0s with Contact="<sip:carol@elsewhere.example>"
  desk gets 200 with Contact="<sip:carol@desk.example>;expires=3600;+sip.instance=urn-1"
  desk registers for 0s with Contact="<sip:carol@desk.example>"
  desk gets 200 with no Contact
  alice calls +15550100
  alice gets BYE

expect
  asked /done.xml with DialCallStatus=failed
  desk never gets INVITE
