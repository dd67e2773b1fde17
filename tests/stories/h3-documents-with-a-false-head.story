story "a document with a byte order mark, a blank line before its head, or a charset that is not true is read all the same"
number +15550101 -> /bom.xml
number +15550102 -> /blank.xml
number +15550103 -> /charset.xml
number +15550104 -> /type.xml
web /bom.xml: 200 "﻿<?xml version='1.0' encoding='UTF-8'?><Response><Reject reason='busy'/></Response>"
web /blank.xml: 200 "  <?xml version='1.0'?><Response><Reject reason='busy'/></Response>"
web /charset.xml: 200 "<?xml version='1.0' encoding='UTF-16'?><Response><Reject reason='busy'/></Response>" type "text/xml; charset=utf-7"
web /type.xml: 200 "<Response><Reject reason='busy'/></Response>" type "text/html"
phone alice number +15550001

play
  alice calls +15550101
  alice gets 486
  alice calls +15550102
  alice gets 486
  alice calls +15550103
  alice gets 486
  alice calls +15550104
  alice gets 486

expect
  notes 12200
