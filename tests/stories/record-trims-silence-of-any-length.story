story "trimming takes minutes of silence off the end"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' timeout='0' finishOnKey='#' trim='trim-silence' playBeep='false'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice says 2s
  after 150s
  alice presses #
  alice gets BYE

expect
  recording of alice holds alice for 2s
  recording of alice is at most 2300ms long
  asked /done.xml with RecordingDuration=2
