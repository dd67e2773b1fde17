story "a client's own application takes its calls before any client or number (spec §9.2 step 1a)"
user alice "one good secret" -> /own.xml
user kate "a good secret"
web /own.xml: 200 "<Response><Reject/></Response>"
phone alice login alice "one good secret"
phone kate login kate "a good secret"

play
  kate registers
  kate gets 200
  alice calls kate
  alice gets 603

expect
  asked /own.xml with From=alice To=kate
  kate never gets INVITE
