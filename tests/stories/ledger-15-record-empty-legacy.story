story "in the legacy profile the action of a Record is asked although nothing was said"
config compat.record_empty = "action"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' timeout='2'/></Response>"
web /done.xml: 200 "<Response/>"
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets BYE

expect
  asked /done.xml with no RecordingUrl
  alice hears beep
  recording never
