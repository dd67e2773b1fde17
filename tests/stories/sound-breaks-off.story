story "what came of a download that breaks off is heard"
number +15550100 -> /sound-breaks-off.xml
phone alice
web /broken-off.wav: 200 sound voice 5s arriving 5s cut 2s

play
  alice calls +15550100
  alice gets BYE

expect
  alice hears /broken-off.wav for 2s
  alice never hears "Still here"
