# Each side has a line of its own version of IP; nothing of the one is told to the other.
story "a phone on IPv6 and one on IPv4 hear each other"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/done.xml'><Sip>sip:bob@phones.example</Sip></Dial></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 on ipv6 srtp offered
phone bob at sip:bob@phones.example: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice presses 5
  bob hears key 5
  alice hangs up

expect
  alice ends completed
