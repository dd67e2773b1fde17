story "a machine answers, speaks and beeps"
number +15550100 -> /sounds-of-phones.xml
phone alice
phone bob: answers like a machine "please leave a message" then beep

play
  alice calls +15550100
  alice hears "please leave a message" for 1320ms within 10s
  alice hears tone 1000 for 500ms
  alice hangs up

expect
  alice hears "please leave a message" by bob, tone 1000
