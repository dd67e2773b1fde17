story "in the legacy profile REGISTER is challenged by 407"
config compat.profile = "restcomm-legacy"
user kate "a good secret"
phone kate login kate "a good secret"

play
  kate registers
  kate gets 407
  kate gets 200
