story "a message comes from who logged in, whatever its From says"
user kate "a good secret"
user alice "one good secret"
user carol "two good secret"
phone mallory number carol login alice "one good secret"
phone kate login kate "a good secret"

play
  kate registers
  kate gets 200
  mallory asks MESSAGE kate saying secret
  mallory gets 200

expect
  kate gets MESSAGE with From~alice
