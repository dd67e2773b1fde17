story "clients call each other without a document: the callee's answer is the answer, X- headers pass both ways"
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret"
phone kate login kate "a good secret": rings 2s, answers with X-Ext=9, talks 3s, hangs up

play
  kate registers
  kate gets 200
  alice calls kate with X-Topic=weather
  kate is called with X-Topic=weather
  after 1s
  alice has not got 200
  alice hears kate
  kate hears alice

expect
  alice gets 407, 180, 200 with X-Ext=9
  alice gets BYE
  alice ends completed 200
  kate ends completed 200
