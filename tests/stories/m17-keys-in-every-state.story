story "a key counts alike as event, as INFO and as tone, while something is played, recorded, or awaited"
number +15550100 -> /play.xml
web /play.xml: 200 "<Response><Gather numDigits='1' action='/played.xml'><Play loop='0'>/hum.wav</Play></Gather></Response>"
web /hum.wav: 200 sound voice 2s
web /played.xml: 200 "<Response><Record finishOnKey='5' playBeep='false' action='/recorded.xml'/></Response>"
web /recorded.xml: 200 "<Response><Gather numDigits='1' action='/gathered.xml'/></Response>"
web /gathered.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone ida number +15550002
phone tom without events number +15550003

play
  alice calls +15550100
  alice hears /hum.wav
  after 1s
  alice presses 4
  alice says 2s
  alice presses 5
  after 1s
  alice presses 6
  alice gets BYE
  ida calls +15550100
  ida hears /hum.wav
  ida presses 4 by info
  ida says 2s
  ida presses 5 by info
  after 1s
  ida presses 6 by info
  ida gets BYE
  tom calls +15550100
  tom hears /hum.wav
  tom presses 4
  tom says 2s
  tom presses 5
  after 1s
  tom presses 6
  tom gets BYE

expect
  asked /played.xml with From=+15550001 Digits=4
  asked /recorded.xml with From=+15550001 Digits=5 RecordingDuration=2
  asked /gathered.xml with From=+15550001 Digits=6
  asked /played.xml with From=+15550002 Digits=4
  asked /recorded.xml with From=+15550002 Digits=5 RecordingDuration=2
  asked /gathered.xml with From=+15550002 Digits=6
  asked /played.xml with From=+15550003 Digits=4
  asked /recorded.xml with From=+15550003 Digits=5 RecordingDuration=2
  asked /gathered.xml with From=+15550003 Digits=6
  recording of alice holds alice
  recording of ida holds ida
  recording of tom holds tom
  recording of tom is 2080ms long
  recording of tom never holds key 5 in band
  asked /gathered.xml 3 times
  alice hears /hum.wav for 1260ms
