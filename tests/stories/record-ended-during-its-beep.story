story "a finish key during the beep ends the Record, which is empty"
number +15550100 -> /main.xml
config api.public_url = "http://api.example"
web /main.xml: 200 "<Response><Record action='/done.xml' finishOnKey='#' recordingStatusCallback='/rec' recordingStatusCallbackEvent='in-progress completed absent'/><Say>Goodbye then</Say></Response>"
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 50ms
  alice presses #
  alice hears "Goodbye then" for 720ms within 3s
  alice gets BYE

expect
  asked /done.xml never
  told /rec with RecordingStatus=in-progress
  told /rec with RecordingStatus=absent
  recording never
