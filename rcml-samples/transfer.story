story "Bob transfers Alice to Carol"
number +15550100 -> /transfer.xml
phone alice number +15550001
phone bob at sip:bob@phones.example: answers
phone carol at sip:carol@carol.example: rings 1s, answers

play
  alice calls +15550100
  alice hears bob
  bob transfers to +15550199
  bob gets 202
  bob gets BYE
  alice hears carol
  carol hears alice
  carol hangs up
  alice gets BYE

expect
  asked /transfer.refer.xml with ReferTarget=+15550199 ReferTransferTarget~sip:+15550199@ Transferor=bob Transferee=+15550001
  asked /transfer.never.xml never
  bob ends completed
  alice ends completed
