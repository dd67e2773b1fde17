story "A conference asks for a PIN"
number +15550100 -> /conference-pin.xml
phone alice number +15550001
phone bob number +15550002

play
  alice calls +15550100
  alice hears "Please enter your PIN" for 1260ms
  alice hears beep
  alice presses 4711#
  alice hears music
  bob calls +15550100
  bob hears beep
  bob presses 4712#
  after 1s
  bob presses 4711#
  bob hears alice
  alice hears bob
  bob hangs up
  alice hangs up

expect
  alice ends completed
  bob ends completed
