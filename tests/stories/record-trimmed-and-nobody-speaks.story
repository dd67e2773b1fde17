story "the longest of a trimmed recording counts from its beginning, so that silence comes to an end"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Record action='/done.xml' timeout='0' maxLength='5' trim='trim-silence' playBeep='false'/><Say>After it</Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice stays silent
  alice gets 200
  alice hears "After it" for 480ms within 6s

expect
  alice hears "After it" for 480ms
  asked /done.xml never
  recording never
