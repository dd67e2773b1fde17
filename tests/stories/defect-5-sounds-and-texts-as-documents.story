story "an answer that is a sound is played, one that is a text is spoken"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='1' action='/text'/><Redirect>/hello.wav</Redirect></Response>"
web /text: 200 "Good morning" type "text/plain"
web /hello.wav: 200 sound voice 2s
phone alice number +15550001
phone bob number +15550002

play
  alice calls +15550100
  alice gets 200
  alice presses 1
  alice hears "Good morning" for 720ms
  alice gets BYE
  bob calls +15550100
  bob hears /hello.wav for 2s
  bob gets BYE

expect
  alice ends completed 200 because document
  bob ends completed 200 because document
