# Opus is passed through with payload numbers mapped, and so are keys.
story "two phones that speak nothing but Opus hear each other, and a key goes through"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@phones.example</Sip></Dial></Response>"
phone alice number +15550001 codecs opus
phone bob at sip:bob@phones.example codecs opus: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice presses 5
  bob hears key 5
  alice hangs up

expect
  alice ends completed
