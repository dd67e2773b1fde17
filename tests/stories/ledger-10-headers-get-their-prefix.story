story "a header of a noun that does not begin with X- gets that prefix, but for those that telephony knows"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial ><Sip>sip:bob@bob.example?mycustomheader=1&x-own=2&amp;User-to-User=3</Sip></Dial></Response>"
phone alice number +15550001
phone bob: refuses 486

play
  alice calls +15550100
  bob is called with X-mycustomheader=1 X-own=2 User-to-User=3
