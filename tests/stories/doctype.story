story "a document with a DOCTYPE is refused"
number +15550100 -> /main.xml
web /main.xml: 200 "<!DOCTYPE r [<!ENTITY a 'b'>]><Response/>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 500

expect
  notes 12100
  alice ends failed 500 because document_fault
