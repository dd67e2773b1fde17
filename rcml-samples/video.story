story "Who is called stands in the name where Video is nested"
number +15550100 -> /video.xml
phone alice number +15550001
phone bob: refuses 486

play
  alice calls +15550100
  bob is called
  alice hears music
  alice hangs up

expect
  alice ends completed
