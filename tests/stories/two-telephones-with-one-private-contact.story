story "two telephones of one user behind two NATs have the same contact: by their instances both are called, and each goes by itself"
number +15550100 -> /main.xml
user kate "a good secret"
web /main.xml: 200 "<Response><Dial><Client>kate</Client></Dial></Response>"
phone alice number +15550001
phone home login kate "a good secret" number kate: rings 3s
phone office login kate "a good secret" number kate: rings 2s, answers, talks 2s, hangs up

play
  home registers with Contact="<sip:kate@192.168.1.10:5060>;+sip.instance=urn-1"
  home gets 200
  office registers with Contact="<sip:kate@192.168.1.10:5060>;+sip.instance=urn-2"
  office gets 200
  alice calls +15550100
  home is called
  office is called
  alice hears office
  home gets CANCEL
  alice gets BYE
  home registers for 0s with Contact="<sip:kate@192.168.1.10:5060>;+sip.instance=urn-1"
  home gets 200
  alice calls +15550100
  office is called
  alice gets BYE

expect
  home gets INVITE, CANCEL
  office gets INVITE, INVITE
