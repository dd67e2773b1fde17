story "five wrong PINs end the call and lock the caller out for ten minutes, without a word about it"
number +15550100 -> /room
phone alice number +15550001
phone bob number +15550002
web /room: 200 "<Response><Dial action='/done'><Conference beep='false' pin='4711'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  alice calls +15550100
  alice hears beep
  alice presses 4711#
  alice hears music
  bob calls +15550100
  bob hears beep
  bob presses 1#
  after 1s
  bob presses 47110#
  after 2s
  bob presses 4#
  # Nothing at all is a guess, too.
  bob gets BYE within 40s
  # The right one is as wrong as any other now, and sounds like it.
  bob calls +15550100
  after 1s
  bob presses 4711#
  after 2s
  bob presses 4711#
  after 2s
  bob hangs up
  alice has not heard bob
  after 10m
  bob calls +15550100
  bob hears beep
  bob presses 4711#
  bob hears alice
  alice hears bob
  alice hangs up
  bob hangs up

expect
  notes conference_pin
  asked /done with From=+15550001 DialCallStatus=completed
  asked /done with From=+15550002 DialCallStatus=completed no ConferenceSid
  asked /done with From=+15550002 DialCallStatus=completed ConferenceSid~CF
