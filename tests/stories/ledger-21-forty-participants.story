story "a conference has room for forty, also where the document wants more than 250"
number +15550100 -> /in
phone p1 mute number +15551001
phone p2 mute number +15551002
phone p3 mute number +15551003
phone p4 mute number +15551004
phone p5 mute number +15551005
phone p6 mute number +15551006
phone p7 mute number +15551007
phone p8 mute number +15551008
phone p9 mute number +15551009
phone p10 mute number +15551010
phone p11 mute number +15551011
phone p12 mute number +15551012
phone p13 mute number +15551013
phone p14 mute number +15551014
phone p15 mute number +15551015
phone p16 mute number +15551016
phone p17 mute number +15551017
phone p18 mute number +15551018
phone p19 mute number +15551019
phone p20 mute number +15551020
phone p21 mute number +15551021
phone p22 mute number +15551022
phone p23 mute number +15551023
phone p24 mute number +15551024
phone p25 mute number +15551025
phone p26 mute number +15551026
phone p27 mute number +15551027
phone p28 mute number +15551028
phone p29 mute number +15551029
phone p30 mute number +15551030
phone p31 mute number +15551031
phone p32 mute number +15551032
phone p33 mute number +15551033
phone p34 mute number +15551034
phone p35 mute number +15551035
phone p36 mute number +15551036
phone p37 mute number +15551037
phone p38 mute number +15551038
phone p39 mute number +15551039
phone p40 mute number +15551040
phone p41 mute number +15551041
web /in: 200 "<Response><Dial action='/done'><Conference beep='false' maxParticipants='251'>Board</Conference></Dial></Response>"
web /done: 200 "<Response><Hangup/></Response>"

play
  p1 calls +15550100
  p2 calls +15550100
  p3 calls +15550100
  p4 calls +15550100
  p5 calls +15550100
  p6 calls +15550100
  p7 calls +15550100
  p8 calls +15550100
  p9 calls +15550100
  p10 calls +15550100
  p11 calls +15550100
  p12 calls +15550100
  p13 calls +15550100
  p14 calls +15550100
  p15 calls +15550100
  p16 calls +15550100
  p17 calls +15550100
  p18 calls +15550100
  p19 calls +15550100
  p20 calls +15550100
  p21 calls +15550100
  p22 calls +15550100
  p23 calls +15550100
  p24 calls +15550100
  p25 calls +15550100
  p26 calls +15550100
  p27 calls +15550100
  p28 calls +15550100
  p29 calls +15550100
  p30 calls +15550100
  p31 calls +15550100
  p32 calls +15550100
  p33 calls +15550100
  p34 calls +15550100
  p35 calls +15550100
  p36 calls +15550100
  p37 calls +15550100
  p38 calls +15550100
  p39 calls +15550100
  p40 calls +15550100
  p40 gets 200
  after 2s
  p41 calls +15550100
  p41 gets BYE
  p1 says 500ms
  after 2s
  p1 hangs up
  p2 hangs up
  p3 hangs up
  p4 hangs up
  p5 hangs up
  p6 hangs up
  p7 hangs up
  p8 hangs up
  p9 hangs up
  p10 hangs up
  p11 hangs up
  p12 hangs up
  p13 hangs up
  p14 hangs up
  p15 hangs up
  p16 hangs up
  p17 hangs up
  p18 hangs up
  p19 hangs up
  p20 hangs up
  p21 hangs up
  p22 hangs up
  p23 hangs up
  p24 hangs up
  p25 hangs up
  p26 hangs up
  p27 hangs up
  p28 hangs up
  p29 hangs up
  p30 hangs up
  p31 hangs up
  p32 hangs up
  p33 hangs up
  p34 hangs up
  p35 hangs up
  p36 hangs up
  p37 hangs up
  p38 hangs up
  p39 hangs up
  p40 hangs up

expect
  notes 12200
  notes conference_full
  asked /done with From=+15551041 DialCallStatus=failed no ConferenceSid
  asked /done with From=+15551040 DialCallStatus=completed ConferenceSid~CF
  asked /done 41 times
  p2 hears p1 for 500ms
  p40 hears p1 for 500ms
  p41 never hears p1
