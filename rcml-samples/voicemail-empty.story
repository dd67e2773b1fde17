story "A caller says nothing, and nothing is kept"
number +15550100 -> /voicemail.xml
phone alice number +15550001 mute

play
  alice calls +15550100
  alice gets 200
  alice hears "Goodbye." for 480ms within 20s
  alice gets BYE

expect
  asked /voicemail.done.xml never
  alice hears "Please leave a message after the tone." for 2280ms, beep, "Goodbye." for 480ms
  alice never hears "Thank you for your message."
  recording never
