story "an unknown source gets no word"
number +15550100 -> /plain-dial.xml
phone eve stranger

play
  eve calls +15550100
  after 40s
  eve has not got 100
  eve has not got 403
  eve has not got 404
  eve has not got 407

expect
  asked /plain-dial.xml never
