story "The sound for the ringing cannot be had, and the usual tone is heard"
number +15550100 -> /ring-tone.xml
web /music.wav: 404
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 6s, answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears ringback
  alice hears bob within 10s

expect
  notes 13233
  alice ends completed 200
