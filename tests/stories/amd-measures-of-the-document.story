story "a document may say how long a person speaks, and after how long of silence nobody can tell"
proxy sip:carrier.example
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial action='/next'><Number machineDetection='Enable' machineDetectionTimeout='10' machineDetectionSpeechThreshold='6000' machineDetectionSpeechEndThreshold='1000' machineDetectionSilenceTimeout='2000' amdStatusCallback='/amd' amdStatusCallbackMethod='GET'>+15557654321</Number></Dial></Response>"
web /next: 200 "<Response><Dial action='/done'><Sip machineDetection='Enable' machineDetectionTimeout='10' machineDetectionSpeechThreshold='6000' machineDetectionSpeechEndThreshold='1000' machineDetectionSilenceTimeout='2000' amdStatusCallback='/amd' amdStatusCallbackMethod='GET'>sip:bob@bob.example</Sip></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"
phone alice number +15550001
phone carrier at sip:carrier@carrier.example mute: answers, says 3s, stays silent for 3s, hangs up
phone bob mute: answers, stays silent for 5s, hangs up

play
  alice calls +15550100
  alice gets BYE

expect
  told /amd with Method=GET AnsweredBy=human
  told /amd with Method=GET AnsweredBy=unknown
