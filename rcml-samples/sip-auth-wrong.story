story "a wrong password is tried once"
number +15550100 -> /sip-auth-wrong.xml
phone alice number +15550001
phone kate at sip:kate@phones.example demands kate "the secret": rings

play
  alice calls +15550100
  alice gets BYE

expect
  asked /sip-auth-wrong.done.xml with DialCallStatus=failed DialSipResponseCode=401
  kate ends failed 401
