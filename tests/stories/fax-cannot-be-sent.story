story "a Fax says that it cannot be sent, and the document goes on"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Fax to='+15550200' action='/fax' statusCallback='/told'>/offer.pdf</Fax></Response>"
web /fax: 200 "<Response><Fax>/offer.pdf</Fax><Say>Goodbye</Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice hears "Goodbye" for 420ms
  alice gets BYE

expect
  asked /fax with FaxSid~FX FaxStatus=failed
  told /told with FaxStatus=failed
  notes no_fax
