story "one Dial with everything"
number +15550100 -> /everything.xml status /status
phone alice number +15550001
phone kate at sip:kate@ex.example over tcp demands u p by 407

play
  alice calls +15550100
  kate is called with X-a=1 X-b=2 From~bob
  kate rings 1s
  alice hears ringback
  kate answers with X-Ext=9
  alice hears kate
  kate hears alice
  after 39s
  alice presses *
  kate gets BYE within 1s
  alice gets BYE within 1s

expect
  told /events with StatusCallbackEvent=initiated CallStatus=initiated SequenceNumber=0 CallbackSource=call-progress-events
  told /events with StatusCallbackEvent=ringing CallStatus=ringing SequenceNumber=1
  told /events with StatusCallbackEvent=answered CallStatus=in-progress SequenceNumber=2
  told /events with StatusCallbackEvent=completed CallStatus=completed SequenceNumber=3
  told /events 4 times
  asked /everything.screen.xml with SipHeader_X-Ext=9 Direction=outbound-dial
  asked /everything.done.xml with DialCallStatus=completed DialBridged=true DialSipResponseCode=200 DialSipHeader_X-Ext=9 CallStatus=in-progress
  told /status with CallStatus=completed
  kate gets INVITE, ACK, INVITE, ACK, BYE
