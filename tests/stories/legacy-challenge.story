story "REGISTER is challenged by 407 where the setting says so"
config registrar.challenge_status = 407
user kate "a good secret"
phone kate login kate "a good secret"

play
  kate registers
  kate gets 407
  kate gets 200
