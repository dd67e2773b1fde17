story "Kate's telephones ring, on her desk and behind the NAT of her home; she takes the call at home"
number +15550100 -> /client.xml
user kate "a good secret"
phone alice number +15550001
phone desk login kate "a good secret": rings 20s
phone home stranger natted login kate "a good secret": rings 3s, answers, talks 5s, hangs up

play
  desk registers as kate
  desk gets 200
  home registers as kate
  home gets 200
  alice calls +15550100
  desk is called with X-order=7
  home is called with X-order=7
  alice hears home

expect
  desk gets CANCEL
  alice gets 180, 200, BYE
  home ends completed
