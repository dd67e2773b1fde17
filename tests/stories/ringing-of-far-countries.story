story "ringing tones of three frequencies are ringing, too, and as often as they are played"
number +15550100 -> /in.xml
number +15550101 -> /jp.xml
web /in.xml: 200 "<Response><Dial ringTone='in' timeout='5'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /jp.xml: 200 "<Response><Dial ringTone='jp' timeout='5'><Sip>sip:bob@bob.example</Sip></Dial></Response>"
phone alice mute number +15550001
phone carol mute number +15550002 codecs G722
phone bob mute: rings

play
  alice calls +15550100
  alice hears ringback
  carol calls +15550101
  carol hears ringback
  alice gets BYE
  carol gets BYE

expect
  alice hears ringback 4 times
  carol hears ringback for 1s
  carol hears ringback 2 times
