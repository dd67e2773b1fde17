story "in a conference of three each hears the other two, who say their phrases at once"
number +15550100 -> /room
web /room: 200 "<Response><Dial><Conference beep='false'>Board</Conference></Dial></Response>"
phone alice number +15550001
phone bob number +15550002
phone carol number +15550003

play
  alice calls +15550100
  bob calls +15550100
  bob hears alice
  after 500ms
  carol calls +15550100
  carol hears bob
  carol hears alice
  alice hears bob
  alice hears carol
  bob hears alice
  bob hears carol
  bob hangs up
  after 500ms
  carol hears alice
  carol hangs up
  alice hangs up

expect
  alice ends completed
  bob ends completed
  carol ends completed
