//! What can be done in a run of the matrix, and what is said in it.

use std::time::Duration;

use callwright::base::CallSid;
use callwright::engine::{Command, Input};
use callwright::media::{DeadAir, Ended, Event, Silence};
use callwright::wire::http::Fault;
use callwright::wire::sip::Transport;

use super::house::reply;
use super::play::Play;
use super::telephone::Telephone;

/// A plain description, as offer and as answer.
pub(crate) const SOUND: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";
const HELD: &str = "v=0\r\no=- 1 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0\r\na=sendonly\r\n";
const STRANGE: &str =
    "v=0\r\no=- 1 3 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 40000 RTP/AVP 18\r\n";

/// What the application may say, each as likely as another.
const DOCUMENTS: [&str; 28] = [
    "<Response><Dial timeout='20'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Dial timeout='20'><Sip statusCallback='/c' statusCallbackEvent='initiated ringing answered completed'>\
     sip:b@192.0.2.11</Sip></Dial><Pause length='2'/></Response>",
    "<Response><Dial timeout='9' action='/a'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip>\
     <Sip statusCallback='/c'>sip:c@192.0.2.12</Sip></Dial></Response>",
    "<Response><Dial timeout='9' sequential='true'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip>\
     <Sip statusCallback='/c'>sip:c@192.0.2.12</Sip></Dial><Hangup/></Response>",
    "<Response><Dial answerOnBridge='true' timeout='20'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Dial answerOnBridge='true' timeout='5'><Sip statusCallback='/c'>sip:c@192.0.2.12</Sip></Dial></Response>",
    "<Response><Dial hangupOnStar='true' timeLimit='30' action='/a'>\
     <Sip statusCallback='/c' url='/screen'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Dial timeout='20'><Sip statusCallback='/c' url='/screen'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Dial action='/a'><Sip statusCallback='/c'>sip:b@b.example</Sip></Dial></Response>",
    "<Response><Dial timeout='20'><Client statusCallback='/c'>kate</Client></Dial></Response>",
    "<Response><Dial timeout='20' action='/a'><Client statusCallback='/c'>kate</Client>\
     <Sip statusCallback='/c'>sip:b@192.0.2.11;transport=tcp</Sip></Dial></Response>",
    "<Response><Dial timeout='20'><Number statusCallback='/c'>+442079460000</Number></Dial></Response>",
    "<Response><Dial record='record-from-answer-dual' action='/a' ringTone='/tone.wav'>\
     <Sip statusCallback='/c'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Refer action='/a'><Sip>sip:c@192.0.2.12</Sip></Refer><Pause length='2'/></Response>",
    "<Response><Say>Good morning.</Say><Play>/sound.wav</Play><Redirect>/next</Redirect></Response>",
    "<Response><Gather numDigits='2' timeout='4' action='/a'><Say>Press.</Say></Gather><Hangup/></Response>",
    "<Response><Gather input='dtmf speech' timeout='9' action='/a'/><Redirect>/next</Redirect></Response>",
    "<Response><Record action='/a' maxLength='20' transcribe='true' transcribeCallback='/t'/></Response>",
    "<Response><Record recordingStatusCallback='/r' playBeep='false'/></Response>",
    "<Response><Sms to='client:kate' from='app' action='/a'>good day</Sms><Pause length='1'/></Response>",
    "<Response><Pause length='5'/><Redirect>/next</Redirect></Response>",
    "<Response><Pause length='3'/><Hangup/></Response>",
    "<Response><Reject reason='busy'/></Response>",
    "<Response/>",
    "<Response><Dial><Sip>not a uri</Sip></Dial><Redirect>/next</Redirect></Response>",
    "<!DOCTYPE x><Response/>",
    "no document at all",
    "<Response><Dial timeLimit='60'><Sip statusCallback='/c'>sip:b@192.0.2.11;transport=tcp</Sip></Dial></Response>",
];

/// What the application may say where many meet.
const MEETINGS: [&str; 4] = [
    "<Response><Dial action='/a'><Conference waitUrl='/wait' endConferenceOnExit='true'>room</Conference></Dial></Response>",
    "<Response><Dial hangupOnStar='true' record='true'>\
     <Conference beep='true' startConferenceOnEnter='false'>room</Conference></Dial></Response>",
    "<Response><Enqueue waitUrl='/wait' action='/a'>line</Enqueue></Response>",
    "<Response><Dial action='/a' timeout='9'><Queue url='/whisper'>line</Queue></Dial></Response>",
];

/// What an operator may want of a conference, in the parameters of the API; nothing is that somebody shall leave it.
const WISHES: [&str; 8] = [
    "Muted=true",
    "Muted=false",
    "Hold=true",
    "Hold=true&HoldUrl=http://app.example/wait",
    "Hold=false&EndConferenceOnExit=true",
    "AnnounceUrl=http://app.example/next",
    "Status=completed",
    "",
];

/// Who is called in other ways, too, than by a noun with a callback and by a call from outside: by transfers and by
/// whoever takes a call over. "not a uri" has no callback of its own either, and is told apart by its cause.
pub(crate) const UNTOLD: [&str; 6] = ["t", "sip:t@192.0.2.12", "200", "300", "kate", "client:kate"];

/// Where a callee sends its call on to: nowhere but to who is called in other ways, too.
const CONTACTS: [&str; 6] = [
    "<sip:t@192.0.2.12>",
    "<sip:t@192.0.2.11:5060>;q=0.3, <sip:kate@198.51.100.1>",
    "<sip:kate@198.51.100.1>",
    "<sip:200@198.51.100.1>",
    "<sip:t@t.example>, <sip:t@192.0.2.12;transport=tcp>;q=0.5",
    "<sip:300@198.51.100.1>;q=0.1, <sip:kate@198.51.100.1>;q=0.2, <sip:t@t.example>",
];

/// Something that can be done, and its name.
pub(crate) type Deed = (&'static str, fn(&mut Play));

/// What moves a call on, by name: it comes more often than what disturbs one.
pub(crate) const FORWARD: [&str; 9] = [
    "kate calls",
    "callee rings",
    "callee answers",
    "callee answers",
    "application answers",
    "application answers",
    "letter is taken",
    "sound is loaded",
    "sound ends",
];

/// Everything that can be done. Every run begins with the first.
pub(crate) const DEEDS: [Deed; 51] = [
    ("caller calls", |play| {
        let offer = play.pick(&[SOUND, SOUND, SOUND, HELD, STRANGE, ""]);
        play.phone(0, |phone, now| phone.call(now, "100", offer, None));
    }),
    ("caller hangs up", |play| play.phone(0, Telephone::hang_up)),
    ("caller holds", |play| play.phone(0, |phone, now| phone.reoffer(now, HELD))),
    ("caller resumes", |play| play.phone(0, |phone, now| phone.reoffer(now, SOUND))),
    ("caller offers nothing", |play| play.phone(0, |phone, now| phone.reoffer(now, ""))),
    ("caller updates", |play| {
        let offer = play.pick(&[SOUND, HELD, STRANGE]);
        play.phone(0, |phone, now| phone.update(now, offer));
    }),
    ("caller presses star", |play| play.phone(0, press)),
    ("caller says what nobody knows", |play| play.phone(0, |phone, now| phone.inform(now, "application/x-news", "?"))),
    ("caller writes", |play| play.phone(0, Telephone::write)),
    ("caller transfers", |play| {
        let to =
            play.pick(&["sip:t@192.0.2.12", "sip:200@198.51.100.1", "sip:kate@198.51.100.1", "sip:x@nowhere.example"]);
        play.phone(0, |phone, now| phone.refer(now, to, false));
    }),
    ("caller connects two calls", |play| play.phone(0, |phone, now| phone.refer(now, "sip:100@198.51.100.1", true))),
    ("callee rings", |play| {
        let (status, early) = play.pick(&[(180, None), (180, None), (183, Some(SOUND)), (183, Some(STRANGE))]);
        play.callee(|phone, now| phone.ring(now, status, early));
    }),
    ("callee answers", |play| play.callee(|phone, now| phone.answer(now, SOUND))),
    ("callee answers badly", |play| play.callee(|phone, now| phone.answer(now, STRANGE))),
    ("callee refuses", |play| {
        let status = play.pick(&[486, 480, 404, 503, 603, 600, 302, 488, 401]);
        play.callee(|phone, now| phone.refuse(now, status));
    }),
    ("callee sends the call on", |play| {
        let contacts = play.pick(&CONTACTS);
        play.callee(|phone, now| phone.redirect(now, contacts));
    }),
    ("callee hangs up", |play| play.callee(Telephone::hang_up)),
    ("callee holds", |play| play.callee(|phone, now| phone.reoffer(now, HELD))),
    ("callee resumes", |play| play.callee(|phone, now| phone.reoffer(now, SOUND))),
    ("callee offers nothing", |play| play.callee(|phone, now| phone.reoffer(now, ""))),
    ("callee updates", |play| {
        let offer = play.pick(&[SOUND, HELD, STRANGE]);
        play.callee(|phone, now| phone.update(now, offer));
    }),
    ("callee presses star", |play| play.callee(press)),
    ("callee writes", |play| play.callee(Telephone::write)),
    ("callee transfers", |play| {
        let to = play.pick(&["sip:t@192.0.2.12", "sip:200@198.51.100.1", "sip:kate@198.51.100.1"]);
        play.callee(|phone, now| phone.refer(now, to, false));
    }),
    ("callee connects two calls", |play| play.callee(|phone, now| phone.refer(now, "sip:100@198.51.100.1", true))),
    ("callee is cut off", Play::cut_off),
    ("operator changes a conference", |play| {
        let wish = play.pick(&WISHES);
        play.operate(wish);
    }),
    ("somebody takes over", |play| {
        let name = play.name();
        play.phone(2, |phone, now| phone.call(now, "300", SOUND, name));
    }),
    ("kate registers", |play| {
        let transport = play.pick(&[Transport::Udp, Transport::Tcp]);
        play.phone(3, |phone, now| phone.register(now, 120, transport));
    }),
    ("kate leaves", |play| play.phone(3, |phone, now| phone.register(now, 0, Transport::Udp))),
    ("kate calls", |play| play.phone(3, |phone, now| phone.call(now, "100", SOUND, None))),
    ("a connection breaks", Play::cut),
    ("application answers", |play| {
        let document = if play.is_meeting { play.pick(&MEETINGS) } else { play.pick(&DOCUMENTS) };
        play.application(reply(200, document));
    }),
    ("application errs", |play| {
        let status = play.pick(&[404, 500, 503, 204, 302]);
        play.application(reply(status, ""));
    }),
    ("application is gone", |play| {
        let fault = play.pick(&[true, false]);
        let fault = if fault { Fault::Connect("refused".into()) } else { Fault::Timeout(Duration::from_secs(6)) };
        play.application(Err(fault));
    }),
    ("letter is taken", |play| play.mail(reply(204, ""))),
    ("letter is refused", |play| play.mail(reply(500, ""))),
    ("key comes", |play| play.line(|group, line| Event::Key { group, line, key: '*' })),
    ("speech comes", |play| play.line(|group, line| Event::Speech { group, line, speaks: true })),
    ("speech ends", |play| play.line(|group, line| Event::Speech { group, line, speaks: false })),
    ("silence comes", |play| play.line(|group, line| Event::Silent { group, line, what: Silence::Since })),
    ("nothing is heard", |play| {
        let air = play.pick(&[DeadAir::NeverCame, DeadAir::NotTaken, DeadAir::OnlyReports, DeadAir::Stopped]);
        play.line(|group, line| Event::DeadAir { group, line, air });
    }),
    ("port fails", |play| play.line(|group, line| Event::Failed { group, line, why: "address in use".into() })),
    ("keys do not fit", |play| play.line(|group, line| Event::SrtpFailed { group, line })),
    ("sound is loaded", |play| play.loaded(true)),
    ("sound is missing", |play| play.loaded(false)),
    ("sound ends", Play::played),
    ("recording ends", |play| {
        let ended = play.pick(&[Ended::Silence, Ended::Longest]);
        play.recorded(ended);
    }),
    ("disk is full", |play| {
        play.meet();
        play.house.is_full = true;
    }),
    ("operator ends one", |play| {
        let calls: Vec<CallSid> = play.alive().collect();
        let call = (!calls.is_empty()).then(|| play.pick(&calls));
        play.give(Input::Command(Command::Hangup { call }));
    }),
    ("old messages come again", Play::repeat),
];

fn press(phone: &mut Telephone, now: callwright::base::Time) {
    phone.inform(now, "application/dtmf-relay", "Signal=*\r\nDuration=100\r\n");
}
