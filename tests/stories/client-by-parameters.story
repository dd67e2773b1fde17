story "Identity is the login and each Parameter an X- header"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Client><Identity>kate</Identity><Parameter name='order' value='seven &amp; a half'/></Client></Dial></Response>"
user kate "a good secret"
phone alice number +15550001
phone kate login kate "a good secret": answers, talks 2s, hangs up

play
  kate registers
  kate gets 200
  alice calls +15550100
  kate is called with X-order="seven & a half"
