story "three phones ring, Carol is first, the others stop"
number +15550100 -> /ring-group.xml
phone alice number +15550001
phone bob: rings
phone carol: rings 3s, answers, talks 5s, hangs up
phone dave: rings

play
  alice calls +15550100
  alice hears ringback
  alice hears carol
  carol hears alice

expect
  bob gets INVITE, CANCEL
  dave gets INVITE, CANCEL
  carol never gets CANCEL
  alice gets 180, 200, BYE
  bob ends canceled
  dave ends canceled
  carol ends completed
  alice ends completed
