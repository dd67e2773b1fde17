story "phones speak, play tones and press keys that can be heard for what they are"
number +15550100 -> /sounds-of-phones.xml
phone alice
phone bob: answers

play
  alice calls +15550100
  alice hears bob
  bob says 3s
  bob says "good morning"
  bob plays tone 440 for 2s
  alice has not heard beep
  bob presses 5 in band
  alice hears key 5 in band
  alice presses 7
  bob hears key 7
  alice says "good evening"
  alice stays silent for 2s
  bob stays silent
  alice hears silence for 1s
  alice hangs up

expect
  alice hears bob for 3s, "good morning" by bob for 720ms, tone 440 for 2s, key 5 in band
  alice hears "good morning" 1 time
  alice never hears "good evening"
  alice never hears key 6 in band
  bob hears key 7
