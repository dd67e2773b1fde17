# The callee's refreshes, hold and change of codec never reach a caller who knows one codec alone (spec §4.8).
story "refreshes and hold of one side never reach the other, also where they have no codec in common"
number +15550100 -> /main.xml
number +15550101 -> /olga.xml
web /main.xml: 200 "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>"
web /olga.xml: 200 "<Response><Dial><Sip>sip:olga@olga.example</Sip></Dial></Response>"
phone alice number +15550001 codecs Opus
phone bob codecs PCMU: answers, talks 2s, resumes, talks 2s, updates, talks 2s, holds, talks 2s, resumes, talks 2s, hangs up
phone olga codecs PCMU,G722: answers, talks 2s, switches to G722, talks 2s, switches to PCMU, talks 2s, hangs up

play
  alice calls +15550100
  alice hears bob
  bob hears alice
  alice gets BYE
  alice calls +15550101
  alice hears olga
  olga hears alice
  alice gets BYE

expect
  alice never gets INVITE
  alice never gets UPDATE
  notes no reinvite_failed
