story "A conversation is recorded on two channels"
number +15550100 -> /dial-record.xml
phone alice number +15550001 talkative
phone bob at sip:bob@phones.example talkative: rings 2s, answers, talks 10s, hangs up

play
  alice calls +15550100
  alice hears bob within 10s

expect
  asked /dial-record.done.xml with DialCallStatus=completed RecordingDuration=10 RecordingUrl~/Recordings/RE
  told /dial-record-status with RecordingStatus=in-progress
  told /dial-record-status with RecordingStatus=completed RecordingChannels=2 RecordingSource=DialVerb
  told /dial-record-leg with CallStatus=completed RecordingSid~RE
  recording channel 1 of alice holds alice
  recording channel 2 of alice holds bob
  recording of alice is 10s long
  recording of alice has 2 channels
  recording channel 1 of alice never holds bob
  recording channel 2 of alice never holds alice
  recording of alice never holds ringback
