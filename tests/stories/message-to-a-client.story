story "a MESSAGE reaches every telephone of its addressee, and the answer goes back"
user alice "one good secret"
user kate "a good secret"
user carol "another secret"
phone alice login alice "one good secret"
phone kate stranger natted login kate "a good secret"
phone desk over tcp login kate "a good secret"

play
  kate registers
  kate gets 200
  desk registers as kate
  desk gets 200
  alice asks MESSAGE kate saying "good morning" with X-Mood=fair
  kate gets MESSAGE
  desk gets MESSAGE
  alice gets 200
  alice asks MESSAGE carol saying hello
  alice gets 480
  alice asks MESSAGE nobody saying hello
  alice gets 404

expect
  alice gets 407, 200
  kate gets MESSAGE with X-Mood=fair From~alice
