story "ten wrong logins in a minute ban their source, and nobody else"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Reject/></Response>"
user kate "a good secret"
phone mallory number kate stranger login kate "a bad guess"
phone kate stranger login kate "a good secret"

play
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  mallory gets 403
  kate calls +15550100
  kate gets 603
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  mallory gets 403
  mallory calls +15550100
  after 20s

expect
  notes wrong_login
  notes account_locked
  notes login_ban
  notes banned_source
  asked /main.xml 1 time
