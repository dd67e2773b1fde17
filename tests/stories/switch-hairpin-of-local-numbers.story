story "hairpin_local_numbers calls a number that is hosted here without the trunk"
number +15550100 -> /main.xml
number +15550199 -> /other.xml
proxy sip:proxy.example
config own_domains = ["198.51.100.1"]
config hairpin_local_numbers = true
web /main.xml: 200 "<Response><Dial><Number>+15550199</Number></Dial><Dial><Number>+15557654321</Number></Dial></Response>"
web /other.xml: 200 "<Response><Say>this is the house itself</Say></Response>"
phone alice number +15550001
phone gateway at sip:gateway@proxy.example: answers, talks 1s, hangs up

play
  alice calls +15550100
  alice hears "this is the house itself" for 1440ms
  gateway is called

expect
  asked /other.xml with To=+15550199
