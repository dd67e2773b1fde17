story "The caller hears a sound of ours until Bob answers"
number +15550100 -> /ring-tone.xml
web /music.wav: 200 sound voice 2s
phone alice number +15550001
phone bob at sip:bob@phones.example: rings 6s, answers, talks 5s, hangs up

play
  alice calls +15550100
  alice hears /music.wav
  alice hears bob within 10s

expect
  alice ends completed 200
