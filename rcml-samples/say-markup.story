story "A text with a pause, a slow part and digits"
number +15550100 -> /say-markup.xml
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  notes no 13521
  # Twelve characters of 60 ms, four digits one by one, half a second, thirteen slow characters of 90 ms, a short word.
  alice hears "Your code is" for 720ms, "4 7 1 1" for 420ms, silence for 500ms, "Write it down" for 1170ms, "now" for 300ms
  alice ends completed 200 because document
