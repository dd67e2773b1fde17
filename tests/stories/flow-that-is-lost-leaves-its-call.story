story "a telephone with two flows loses the one its call came by: the call belongs to the other one and goes on"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done'><Client>kate</Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret"
phone desk login kate "a good secret" options 503: answers, talks 90s, hangs up

play
  kate registers with Contact="<sip:kate@kate.example>;+sip.instance=urn-1;reg-id=1" Supported=outbound
  kate gets 200
  after 1s
  desk registers as kate with Contact="<sip:kate@desk.example>;+sip.instance=urn-1;reg-id=2" Supported=outbound
  desk gets 200
  alice calls +15550100
  desk is called
  alice hears desk
  desk gets OPTIONS within 61s
  alice hears desk within 30s
  alice gets BYE within 60s

expect
  notes contact_lost
  kate never gets INVITE
  asked /done with DialCallStatus=completed
  desk ends completed 200 because hangup
