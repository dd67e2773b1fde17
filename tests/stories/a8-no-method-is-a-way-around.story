story "MESSAGE, SUBSCRIBE, PUBLISH and INFO without login are refused like INVITE (A8)"
user kate "a good secret"
phone eve stranger
phone kate login kate "a good secret"

play
  kate registers
  kate gets 200
  eve asks MESSAGE kate saying hello
  eve gets 407
  eve asks SUBSCRIBE kate
  eve gets 407
  eve asks PUBLISH kate
  eve gets 407
  eve asks INFO kate
  eve gets 407
  eve calls kate
  eve gets 407

expect
  kate never gets MESSAGE
