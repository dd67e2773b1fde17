story "a recording in which nobody speaks is told with every parameter, those without a value empty or 0"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record timeout='3' recordingStatusCallback='/told' recordingStatusCallbackEvent='in-progress completed absent' action='/no'/><Hangup/></Response>"
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets BYE

expect
  told /told with RecordingStatus=in-progress RecordingDuration=0 RecordingUrl~RE RecordingChannels=1
  told /told with RecordingStatus=absent RecordingDuration=0 RecordingUrl= RecordingChannels=1 RecordingSource=RecordVerb RecordingSid~RE
  asked /no never
  recording of alice never
