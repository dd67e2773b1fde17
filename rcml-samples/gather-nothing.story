story "Nobody presses anything, and the next verb goes on"
number +15550100 -> /gather.xml
phone alice number +15550001

play
  alice calls +15550100
  alice hears "You may press the key at any time." for 2040ms
  alice hears "We have not heard from you. Goodbye." for 2160ms within 20s
  alice gets BYE

expect
  alice hears "Press one for sales, or two for support." for 2400ms, "You may press the key at any time." for 2040ms
  alice never hears "Thank you."
  asked /gather.choice.xml never
