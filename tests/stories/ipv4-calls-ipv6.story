# An address of IPv6 in the document decides about the line of that call.
story "a phone on IPv4 calls one on IPv6"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@[2001:db8:200::b]</Sip></Dial></Response>"
phone alice number +15550001
phone bob on ipv6: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice hangs up

expect
  alice ends completed
