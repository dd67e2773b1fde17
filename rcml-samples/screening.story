story "Bob is screened and accepts by staying on the line"
number +15550100 -> /screening.xml
phone alice number +15550001
phone bob at sip:bob@phones.example

play
  alice calls +15550100
  bob is called
  bob rings 1s
  bob answers with X-Ext=9
  alice hears ringback within 5s
  alice hears bob within 10s
  bob hears alice
  after 10s
  bob hangs up

expect
  asked /screening.accept.xml with CallStatus=in-progress Direction=outbound-dial SipHeader_X-Ext=9
  asked /screening.done.xml with DialCallStatus=completed DialBridged=true DialSipHeader_X-Ext=9
  alice ends completed
  bob ends completed
