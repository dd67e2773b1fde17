story "whoever is no client and calls one gets the implicit document: a Dial of that client (spec §9.2 step 2a)"
user kate "a good secret"
phone bob number +15550001
phone kate login kate "a good secret": rings 1s, answers, talks 2s, hangs up

play
  kate registers
  kate gets 200
  bob calls kate
  bob hears ringback
  bob hears kate

expect
  bob gets 180, 200, BYE
