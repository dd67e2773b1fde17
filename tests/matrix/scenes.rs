//! How calls come to where runs of the matrix shall find them. By chance alone most of the rarer states are met by few
//! of the deeds; here somebody leads a call there, and sometimes another one somewhere else.

use std::time::Duration;

use super::deeds::SOUND;
use super::house::reply;
use super::play::Play;

/// Who calls, beside the two who are called.
pub(crate) const CALLER: usize = 0;
pub(crate) const KATE: usize = 3;
/// Who is called by the documents here.
const CALLEE: usize = 1;

/// What happens in a scene; a moment goes by after each.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    /// Whose scene it is calls.
    Calls,
    /// The other one calls.
    OtherCalls,
    /// The application answers what it was asked last.
    Says(&'static str),
    Rings,
    Answers,
    Loaded,
    /// What is heard has come to its end.
    Ends,
    /// So many seconds go by.
    Waits(u64),
}

use Step::{Answers, Calls, Ends, Loaded, OtherCalls, Rings, Says, Waits};

const DIAL: Step = Says("<Response><Dial><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip></Dial></Response>");
const DIAL_FIRST: Step =
    Says("<Response><Dial answerOnBridge='true'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip></Dial></Response>");
const DIAL_BY_TCP: Step =
    Says("<Response><Dial><Sip statusCallback='/c'>sip:b@192.0.2.11;transport=tcp</Sip></Dial></Response>");
const DIAL_FIRST_BY_TCP: Step = Says(
    "<Response><Dial answerOnBridge='true'><Sip statusCallback='/c'>sip:b@192.0.2.11;transport=tcp</Sip></Dial></Response>",
);
const DIAL_RECORDED: Step = Says(
    "<Response><Dial record='record-from-answer'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip></Dial></Response>",
);
const SCREEN: Step =
    Says("<Response><Dial><Sip statusCallback='/c' url='/screen'>sip:b@192.0.2.11</Sip></Dial></Response>");
const ROOM: Step = Says("<Response><Dial action='/a'><Conference waitUrl='/wait'>room</Conference></Dial></Response>");
const LOBBY: Step = Says(
    "<Response><Dial><Conference startConferenceOnEnter='false' waitUrl='/wait'>lobby</Conference></Dial></Response>",
);
const ENQUEUE: Step = Says("<Response><Enqueue waitUrl='/wait' action='/a'>line</Enqueue></Response>");
const TAKE: Step = Says("<Response><Dial action='/a'><Queue url='/whisper'>line</Queue></Dial></Response>");
const SAY: Step = Says("<Response><Say>Good morning.</Say><Pause length='1'/></Response>");
const PROMPT: Step = Says("<Response><Gather timeout='9' action='/a'><Play>/sound.wav</Play></Gather></Response>");
const LISTEN: Step = Says("<Response><Gather input='dtmf speech' timeout='9' action='/a'/></Response>");
const RECORD: Step = Says("<Response><Record action='/a' playBeep='false' maxLength='20'/></Response>");
/// Behind the sound the call is up.
const PLAY_AND_PAUSE: Step =
    Says("<Response><Play>/sound.wav</Play><Pause length='5'/><Redirect>/next</Redirect></Response>");
const PAUSE: Step = Says("<Response><Pause length='5'/><Redirect>/next</Redirect></Response>");

/// Scenes, each as likely as another.
pub(crate) const SCENES: [&[Step]; 22] = [
    &[Calls],
    &[Calls, DIAL_FIRST],
    &[Calls, DIAL_FIRST, Rings],
    &[Calls, PLAY_AND_PAUSE, Loaded, Ends, Waits(5)],
    &[Calls, DIAL, Rings],
    &[Calls, DIAL, Rings, Answers],
    &[Calls, DIAL_BY_TCP, Rings, Answers],
    &[Calls, DIAL_FIRST_BY_TCP, Rings],
    &[Calls, DIAL_RECORDED, Rings, Answers],
    &[Calls, SCREEN, Answers],
    &[Calls, SCREEN, Answers, SAY],
    &[Calls, LOBBY],
    &[Calls, LOBBY, SAY, Loaded],
    &[Calls, ROOM, SAY, Loaded, OtherCalls, ROOM],
    &[Calls, ENQUEUE, SAY],
    &[Calls, ENQUEUE, OtherCalls, TAKE],
    &[Calls, PROMPT, Loaded],
    &[Calls, LISTEN],
    &[Calls, RECORD],
    &[Calls, SAY],
    &[Calls, PLAY_AND_PAUSE, Loaded, Ends],
    &[Calls, PAUSE],
];

impl Play {
    /// Plays a scene of `caller`.
    pub(crate) fn set(&mut self, caller: usize, scene: &[Step]) {
        let call = |play: &mut Self, who| play.phone(who, |phone, now| phone.call(now, "100", SOUND, None));
        for step in scene {
            match *step {
                Calls => call(self, caller),
                OtherCalls => call(self, if caller == CALLER { KATE } else { CALLER }),
                Says(document) => self.latest(reply(200, document)),
                Rings => self.phone(CALLEE, |phone, now| phone.ring(now, 180, None)),
                Answers => self.phone(CALLEE, |phone, now| phone.answer(now, SOUND)),
                Loaded => self.loaded(true),
                Ends => self.played(),
                Waits(seconds) => self.pass(Duration::from_secs(seconds)),
            }
            self.settle();
            self.pass(Duration::from_millis(60));
        }
    }
}
