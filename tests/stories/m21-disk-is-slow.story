story "a disk that is slow holds up no sound: a conversation and what follows it are heard whole"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial record='record-from-answer' recordingStatusCallback='/rec'><Sip>sip:bob@bob.example</Sip></Dial><Say>Goodbye</Say></Response>"
phone alice mute number +15550001
phone bob mute: answers
disk slow 3s

play
  alice calls +15550100
  bob gets ACK
  after 1s
  alice says 3s meanwhile
  bob says 3s
  after 500ms
  bob hangs up
  alice hears "Goodbye" for 420ms within 2s
  alice gets BYE

expect
  bob hears alice for 3s 1 time
  alice hears bob for 3s 1 time, "Goodbye" for 420ms
  told /rec with RecordingStatus=completed
  recording of alice holds alice for 3s
  recording of alice holds bob for 3s
  recording of alice is 4520ms long
