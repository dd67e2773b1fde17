story "of tags without effect the text is spoken, of sub its alias, and a pause alone takes its time"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say>Hello <voice name='x'>big</voice> world</Say><Say><sub alias='World Wide Web'>WWW</sub> is here</Say><Say><break time='5s'/></Say><Say><p>One</p><p>two</p></Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice hears "World Wide Web is here" for 1320ms
  alice hears silence for 4s
  alice gets BYE

expect
  alice hears "Hello big world" for 900ms, "World Wide Web is here" for 1320ms, silence for 5s, "One two" for 420ms
