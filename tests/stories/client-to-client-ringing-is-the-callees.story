story "who calls a client hears what that client says before its answer, X- headers and all, and nothing before"
user alice "one good secret"
user kate "a good secret"
phone alice login alice "one good secret" over tcp
phone kate login kate "a good secret" over tcp: waits 3s, rings by 181 1s with X-Step=1, rings 1s with X-Step=2
  rings by 183 1s, answers, talks 3s, hangs up

play
  kate registers
  kate gets 200
  alice calls kate
  kate is called
  after 2s
  alice has not got 180
  alice gets 181 with X-Step=1 X-RestComm-CallSid~CA
  alice gets 180 with X-Step=2
  alice gets 183 with no X-Step
  alice gets 200
  alice hears kate

expect
  alice gets 407, 181, 180, 183, 200, BYE
  alice ends completed 200
  kate ends completed 200
