story "relative links are resolved and cookies come back"
number +15550100 -> /relative-urls.xml
web /relative-urls.xml: 200 relative-urls.xml header "Set-Cookie: session=abc; Path=/"
phone alice number +15550001
phone bob at sip:bob@phones.example: answers, talks 3s, hangs up

play
  alice calls +15550100
  alice hears bob

expect
  asked /relative-urls.xml with no Cookie
  asked /relative-urls.second.xml with step=2 CallStatus=ringing Cookie~session=abc
  asked /relative-urls.third.xml with DialCallStatus=completed Cookie~session=abc
