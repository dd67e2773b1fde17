story "a scanner gets no reply of any kind"
number +15550100 -> /main.xml
user kate "a good secret"
phone mallory stranger agent friendly-scanner login kate "a good secret"

play
  mallory calls +15550100
  after 40s
  mallory has not got 407

expect
  mallory never gets 100
  mallory never gets 403
  notes scanner
  asked /main.xml never
