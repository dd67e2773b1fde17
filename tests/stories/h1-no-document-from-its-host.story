story "a host that refuses, says nothing, breaks off, or thinks too long leads to the fallback, and without one to a refusal"
number +15550101 -> /refused fallback /spare.xml
number +15550102 -> /silent fallback /spare.xml
number +15550103 -> /cut fallback /spare.xml
number +15550104 -> /slow fallback /spare.xml
number +15550105 -> /refused
number +15550106 -> /silent
number +15550107 -> http://nowhere.invalid/main.xml fallback /spare.xml
web /refused: refused
web /silent: silent
web /cut: cut
web /slow: after 20s 200 "<Response><Reject/></Response>"
web http://nowhere.invalid/main.xml: refused
web /spare.xml: 200 "<Response><Reject reason='busy'/></Response>"
phone alice number +15550001

play
  alice calls +15550101
  alice gets 486 within 16s
  alice calls +15550102
  alice gets 486 within 16s
  alice calls +15550103
  alice gets 486 within 16s
  alice calls +15550104
  alice gets 486 within 16s
  alice calls +15550105
  alice gets 500 within 16s
  alice calls +15550106
  alice gets 500 within 16s
  alice calls +15550107
  alice gets 486 within 16s

expect
  asked /spare.xml with ErrorCode=11205 ErrorUrl~/refused
  asked /spare.xml with ErrorCode=11205 ErrorUrl~/silent
  asked /spare.xml with ErrorCode=11206 ErrorUrl~/cut
  asked /spare.xml with ErrorCode=11205 ErrorUrl~/slow
  asked /spare.xml with ErrorCode=11205 ErrorUrl~nowhere.invalid
  asked /spare.xml 5 times
  alice ends busy 486
  alice ends busy 486
  alice ends busy 486
  alice ends busy 486
  alice ends failed 500
  alice ends failed 500
  alice ends busy 486
