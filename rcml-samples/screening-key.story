story "Bob takes the call by a key"
number +15550100 -> /screening-key.xml
phone alice number +15550001
phone bob at sip:bob@phones.example

play
  alice calls +15550100
  bob is called
  bob rings 1s, answers
  bob hears "A call for you. Press a key to take it." for 2340ms
  bob presses 1
  alice hears bob within 10s
  bob hears alice
  bob hangs up

expect
  asked /screening-key.yes.xml with Digits=1 Direction=outbound-dial
  asked /screening-key.done.xml with DialCallStatus=completed DialBridged=true
