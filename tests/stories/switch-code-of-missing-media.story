story "media_failure_code is what a caller is refused with where no port is left"
number +15550100 -> /main.xml
config media_failure_code = 480
config media.port_min = 20000
config media.port_max = 20001
web /main.xml: 200 "<Response><Pause length='20'/></Response>"
phone alice number +15550001
phone carol number +15550002

play
  alice calls +15550100
  alice gets 180
  carol calls +15550100
  carol gets 480
  alice hangs up

expect
  alice ends canceled 487
