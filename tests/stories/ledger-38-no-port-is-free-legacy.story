story "a call for which there is no port is refused with 569 in the legacy profile"
number +15550100 -> /main.xml
config media.port_min = 20000
config media.port_max = 20001
config compat.profile = "restcomm-legacy"
web /main.xml: 200 "<Response><Pause length='60'/></Response>"
phone alice number +15550001
phone carol number +15550002

play
  alice calls +15550100
  alice gets 180
  carol calls +15550100
  carol gets 569
  alice hangs up

expect
  alice ends canceled 487
