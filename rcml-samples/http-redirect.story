story "HTTP redirects lead to the document"
number +15550100 -> /old
web /old: 301 header "Location: /new"
web /new: 302 header "Location: http-redirect.xml"
phone alice number +15550001
phone bob at sip:bob@phones.example: answers, talks 3s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  asked /new with CallStatus=ringing
  asked /http-redirect.xml with CallStatus=ringing
