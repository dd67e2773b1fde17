story "a message to a client of another organisation finds nobody, also where a client of ours has the same name"
config organizations.acme.domains = ["acme.example"]
config organizations.acme.users.kate.password = "acme secret"
user kate "a good secret"
user alice "one good secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret"
phone other login kate "acme secret"

play
  other registers as sip:kate@acme.example
  other gets 200
  kate registers
  kate gets 200
  alice asks MESSAGE sip:kate@acme.example saying secret
  alice gets 404

expect
  kate never gets MESSAGE
  other never gets MESSAGE
