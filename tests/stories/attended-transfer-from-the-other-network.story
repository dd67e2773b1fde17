story "a party of the other version of IP, and one that encrypts, are seated in a conference by an attended transfer"
number +15550100 -> /six.xml
number +15550101 -> /board.xml
number +15550102 -> /safe.xml
web /six.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /safe.xml: 200 "<Response><Dial><Sip>sip:dave@dave.example</Sip></Dial></Response>"
web /board.xml: 200 "<Response><Dial><Conference>board</Conference></Dial></Response>"
phone alice number +15550001 on ipv6
phone erin number +15550005 srtp required
phone bob number +15550002: answers
phone dave number +15550004: answers
phone carol number +15550003

play
  carol calls +15550101
  alice calls +15550100
  alice hears bob
  bob calls +15550101
  bob hears carol
  bob joins its calls
  bob gets BYE
  alice hears carol
  carol hears alice
  erin calls +15550102
  erin hears dave
  dave calls +15550101
  dave hears carol
  dave joins its calls
  dave gets BYE
  erin hears carol
  carol hears erin
  erin hears alice
  alice hears erin
  carol hangs up
  alice hangs up
  erin hangs up

expect
  alice never gets INVITE
  erin never gets INVITE
