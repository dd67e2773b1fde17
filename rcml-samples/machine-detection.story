story "A machine answers, and gets its message behind the beep"
number +15550100 -> /machine-detection.xml
phone alice
phone bob:
  answers like a machine "Hello, this is the machine of Bob, please leave a message after the beep" then beep
  stays silent for 20s

play
  alice calls +15550100
  alice hears ringback
  bob hears "Please call us back." for 1200ms

expect
  asked /machine-detection.message.xml with AnsweredBy=machine_end_beep Direction=outbound-dial
  asked /machine-detection.done.xml with AnsweredBy=machine_end_beep DialCallStatus=no-answer DialBridged=false
  bob gets BYE
