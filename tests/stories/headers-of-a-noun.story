story "names get X- where they need it, values are decoded once, what would break a message is dropped"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example?mycustomheader=a%3Db=c&amp;User-to-User=q&X-RestComm-CallSid=evil&X-Bad=%0d%0aEvil</Sip></Dial></Response>"
phone alice number +15550001
phone bob: answers, talks 3s, hangs up

play
  alice calls +15550100
  bob is called with X-mycustomheader=a=b=c User-to-User=q no X-Bad X-RestComm-CallSid!=evil

expect
  notes 13252
