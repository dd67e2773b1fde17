story "what is said in G.722 and Opus is really coded"
number +15550100 -> /sounds-of-phones.xml
phone alice codecs opus
phone bob codecs opus: answers
phone carol codecs G722
phone dora at sip:dora@dora.example codecs G722: answers
number +15550101 -> /wide-sound-is-heard.g722.xml

play
  alice calls +15550100
  alice hears bob
  bob says 2s
  alice hangs up
  carol calls +15550101
  dora hears carol
  carol plays tone 440 for 1s
  carol says 1s
  carol hangs up

expect
  alice hears bob for 2s
  dora hears tone 440 for 1s, carol for 1s
