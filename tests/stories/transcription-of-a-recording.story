story "what is said in a recording is told as text"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' playBeep='false' transcribeCallback='/words'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
recogniser listens, after 5s
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says "please call me back"
  after 1s
  alice says "thank you very much"
  after 1s
  alice presses 5
  alice gets BYE

expect
  asked /done.xml
  told /words with TranscriptionStatus=completed TranscriptionText~please TranscriptionSid~TR RecordingSid~RE RecordingUrl~/Recordings/RE TranscriptionUrl~/Transcriptions/TR
  recording of alice holds "please call me back" by alice for 1140ms, "thank you very much" by alice for 1140ms
  recording of alice is 5220ms long
