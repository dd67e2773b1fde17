story "an eleventh noun is not dialled"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Dial timeout='1'><Sip>sip:b0@b0.example</Sip><Sip>sip:b1@b1.example</Sip><Sip>sip:b2@b2.example</Sip><Sip>sip:b3@b3.example</Sip><Sip>sip:b4@b4.example</Sip><Sip>sip:b5@b5.example</Sip><Sip>sip:b6@b6.example</Sip><Sip>sip:b7@b7.example</Sip><Sip>sip:b8@b8.example</Sip><Sip>sip:b9@b9.example</Sip><Sip>sip:b10@b10.example</Sip></Dial></Response>"
phone alice number +15550001
phone b10 at sip:b10@b10.example: answers
phone b9 at sip:b9@b9.example: rings 9s

play
  alice calls +15550100
  b9 is called

expect
  b10 never gets INVITE
  notes 12200
