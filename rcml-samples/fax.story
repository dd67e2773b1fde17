story "A fax that cannot be sent tells its action so"
number +15550100 -> /fax.xml
phone alice number +15550001

play
  alice calls +15550100
  alice hears "We will send it by mail." for 1440ms
  alice gets BYE

expect
  asked /fax.done.xml with FaxStatus=failed FaxSid~FX Method=GET
  notes no_fax
