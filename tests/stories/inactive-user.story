story "a user that is switched off neither registers nor is called"
config users.kate.active = false
user kate "a good secret"
user alice "one good secret"
phone alice login alice "one good secret"
phone bob number +15550001
phone kate login kate "a good secret"

play
  kate registers
  kate gets 403
  alice calls kate
  alice gets 403
  bob calls kate
  bob gets 403

expect
  kate gets 401, 403
  notes inactive
