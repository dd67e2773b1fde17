story "a call with Replaces takes over a caller who hears a document: sound, keys, recording and document go on with it, encrypted or not"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Gather numDigits='2' action='/keys.xml'><Play loop='0'>/menu.wav</Play></Gather></Response>"
web /keys.xml: 200 "<Response><Record action='/recorded.xml' maxLength='60' playBeep='false' timeout='0'/></Response>"
web /recorded.xml: 200 "<Response><Hangup/></Response>"
web /menu.wav: 200 sound voice 3s
phone alice number +15550001 over tcp
phone dave number +15550004 over tcp srtp required
phone erin number +15550005 over tcp
phone frank number +15550006 over tcp srtp offered codecs PCMA

play
  alice calls +15550100
  alice hears /menu.wav
  dave calls +15550199 replacing alice
  dave gets 200
  alice gets BYE
  dave hears /menu.wav
  dave presses 4
  after 1s
  erin calls +15550199 replacing dave
  erin gets 200
  erin presses 2
  after 1s
  erin says "this is a message"
  after 1s
  frank calls +15550199 replacing erin
  frank gets 200
  frank says "and its end"
  after 2s
  frank hangs up

expect
  asked /keys.xml with Digits=42 From=+15550005
  asked /recorded.xml with From=+15550006
  recording holds "this is a message" for 1020ms, "and its end" for 660ms
  alice ends completed 200 because transferred
  dave ends completed 200 because transferred
  erin ends completed 200 because transferred
  frank ends completed 200 because hangup
  dave hears /menu.wav for 180ms
  recording is 5680ms long
