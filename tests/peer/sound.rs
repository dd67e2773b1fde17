//! Two baresip telephones that talk through the engine: each must hear what the other says, measured.

use callwright::audio::level::{self, dbm0};

use crate::app::App;
use crate::baresip::Phone;
use crate::capture::Capture;
use crate::engine::Engine;
use crate::program::Folder;

/// A quarter of a second is compared.
const PIECE: usize = 2000;
pub(crate) const SECOND: usize = 8000;

struct Talk {
    app: App,
    engine: Engine,
    alice: Phone,
    carol: Phone,
    _folder: Folder,
}

impl Talk {
    /// Two telephones, the document that leads from one to the other, and an engine.
    fn between(codecs: [&str; 2], password: Option<&str>) -> Self {
        let [alice, carol] = [("alice", codecs[0], password), ("carol", codecs[1], None)]
            .map(|(user, codec, password)| Phone::new(user, codec, password));
        let noun = format!("<Sip>{}</Sip>", carol.uri());
        let document = format!("<Response><Dial hangupOnStar='true' action='/done'>{noun}</Dial></Response>");
        let (app, folder) = (App::start(&[("/voice", document)]), Folder::new());
        let users = password.map_or(String::new(), |password| format!("[users.alice]\npassword = '{password}'\n"));
        let engine = Engine::start(&folder, &app, "127.0.0.1", 20, &users);
        Self { app, engine, alice, carol, _folder: folder }
    }

    /// Alice calls, and both talk for four seconds.
    fn goes_on(&mut self) {
        self.alice.command("dial", &format!("sip:100@{}", self.engine.udp));
        self.alice.sees("CALL_ESTABLISHED");
        self.carol.sees("CALL_ESTABLISHED");
        self.carol.hears(4 * SECOND);
        self.alice.hears(4 * SECOND);
    }

    /// Both have hung up; each heard the other and not itself.
    fn ends_heard(self) {
        for phone in [&self.alice, &self.carol] {
            phone.sees("CALL_CLOSED");
        }
        let done = self.app.wait("/done", 1);
        assert_eq!(done[0].param("DialCallStatus"), "completed", "{:?}", done[0].params);
        self.engine.is_at_rest();
        let (alice, carol) = (self.alice.voice.clone(), self.carol.voice.clone());
        let (to_alice, to_carol) = (self.alice.quit(), self.carol.quit());
        assert_heard("carol", &carol, &to_alice);
        assert_heard("alice", &alice, &to_carol);
        assert_not_heard("alice", &alice, &to_alice);
    }
}

#[test]
fn both_hear_each_other_until_the_caller_presses_the_star() {
    let mut talk = Talk::between(["PCMU", "PCMU"], None);
    talk.goes_on();
    talk.alice.command("sndcode", "*");
    // The star ends the Dial; the document of the action has nothing more to say.
    talk.ends_heard();
}

#[test]
fn both_hear_each_other_over_two_codecs_and_the_packets_are_clean() {
    let mut talk = Talk::between(["PCMU", "PCMA"], None);
    let capture = Capture::start(&talk.engine);
    talk.goes_on();
    talk.carol.command("hangup", "");
    talk.carol.sees("CALL_CLOSED");
    talk.alice.sees("CALL_CLOSED");
    if let Some(capture) = capture {
        capture.ends_clean();
    }
    talk.ends_heard();
}

#[test]
fn a_user_logs_in_to_call() {
    let mut talk = Talk::between(["PCMU", "PCMU"], Some("wonderland"));
    talk.goes_on();
    talk.alice.command("hangup", "");
    let asked = talk.app.wait("/voice", 1);
    assert_eq!(asked[0].param("SipUsername"), "alice", "{:?}", asked[0].params);
    talk.ends_heard();
}

/// Two places of what was heard are found in what was said, as loud as there, and as far apart.
pub(crate) fn assert_heard(who: &str, said: &[i16], heard: &[i16]) {
    let found = [2 * SECOND, 3 * SECOND].map(|at| (at, place(said, heard, at)));
    for (at, (likeness, place)) in found {
        assert!(likeness > 0.9, "{who} is not heard: {likeness} at sample {at}");
        let [there, here] = [&said[place..place + PIECE], &heard[at..at + PIECE]].map(dbm0);
        assert!((there - here).abs() < 2.0, "{who} says {there} dBm0 and is heard with {here}");
    }
    let [first, second] = found.map(|(_, (_, place))| place);
    // The jitter buffer may shift a little.
    assert!(second.abs_diff(first + SECOND) < SECOND / 5, "{who} is out of step: {first}, {second}");
}

/// What was heard last is somewhere in what was said.
pub(crate) fn assert_heard_at_last(who: &str, said: &[i16], heard: &[i16]) {
    let at = heard.len().saturating_sub(2 * SECOND);
    let piece = &heard[at..at + PIECE];
    let found = level::find(piece, said, said.len()).unwrap_or_else(|| panic!("silence at sample {at}"));
    assert!(found.likeness > 0.9, "{who} is not heard: {} at sample {at}", found.likeness);
}

pub(crate) fn assert_not_heard(who: &str, said: &[i16], heard: &[i16]) {
    let (likeness, _) = place(said, heard, 2 * SECOND);
    assert!(likeness < 0.5, "{who} hears an echo: {likeness}");
}

/// How alike a piece of what was heard is to the place in what was said that it is most like, and that place.
fn place(said: &[i16], heard: &[i16], at: usize) -> (f64, usize) {
    let piece = &heard[at..at + PIECE];
    // The beginnings are less than two seconds apart.
    let from = at.saturating_sub(2 * SECOND);
    let found = level::find(piece, &said[from..], 4 * SECOND).unwrap_or_else(|| panic!("silence at sample {at}"));
    (found.likeness, from + found.lag)
}
