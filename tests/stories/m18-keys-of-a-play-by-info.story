story "keys of Play leave by INFO for a caller whose trunk gets them so"
config trunks.pbx.sources = ["192.0.2.0/24"]
config trunks.town.sources = ["198.18.0.0/24"]
config trunks.pbx.dtmf = "info"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Play digits='1w2'/><Say>Goodbye</Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets INFO
  alice gets INFO
  alice hears "Goodbye" for 420ms

expect
  alice gets INFO with Body~Signal=1
  alice gets INFO, INFO with Body~Signal=2
  alice never hears key 1 in band
