story "A menu: the key stops the prompt and is the choice"
number +15550100 -> /gather.xml
phone alice number +15550001

play
  alice calls +15550100
  alice hears "Press one for sales, or two for support." for 2400ms
  alice presses 2
  alice hears "Thank you." for 600ms
  alice gets BYE

expect
  alice never hears "You may press the key at any time."
  alice never hears "We have not heard from you. Goodbye."
  asked /gather.choice.xml with Digits=2
  alice ends completed 200
