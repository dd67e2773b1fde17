//! Two baresip telephones that talk through the engine: each must hear what the other says, measured.

use callwright::audio::level::dbm0;

use crate::app::App;
use crate::baresip::{Model, Phone};
use crate::ear::{PIECE, SECOND, find};
use crate::engine::{Engine, Plan};
use crate::program::Folder;

/// The loopback of IPv6.
const SIX: &str = "[::1]";

pub(crate) struct Talk {
    pub(crate) app: App,
    pub(crate) engine: Engine,
    pub(crate) alice: Phone,
    pub(crate) carol: Phone,
    _folder: Folder,
}

impl Talk {
    /// Two telephones, the document that leads from one to the other, and an engine.
    fn between(codecs: [&str; 2], password: Option<&str>) -> Self {
        let phones = [("alice", codecs[0], password), ("carol", codecs[1], None)]
            .map(|(user, codec, password)| Model { password: password.map(str::to_owned), ..Model::new(user, codec) });
        let users = password.map_or(String::new(), |password| format!("[users.alice]\npassword = '{password}'\n"));
        Self::of(phones, &users)
    }

    /// Two telephones of these models, and `more` in the configuration of an
    /// engine, which is on IPv6 too if one of them is.
    fn of(models: [Model; 2], more: &str) -> Self {
        Self::dialling(models, "hangupOnStar='true'", more)
    }

    /// The same with attributes for the Dial.
    pub(crate) fn dialling(models: [Model; 2], dial: &str, more: &str) -> Self {
        let also = models.iter().find(|model| model.host == SIX).map(|model| model.host);
        let [alice, carol] = models.each_ref().map(Phone::set_up);
        let noun = format!("<Sip>{}</Sip>", carol.uri());
        let document = format!("<Response><Dial {dial} action='/done'>{noun}</Dial></Response>");
        let (app, folder) = (App::start(&[("/voice", document)]), Folder::new());
        let engine = Engine::set_up(&folder, &app, &Plan { also, more, ..Plan::default() });
        Self { app, engine, alice, carol, _folder: folder }
    }

    /// Alice calls, and both talk for four seconds.
    pub(crate) fn goes_on(&mut self) {
        self.alice.command("dial", &format!("sip:100@{}:{}", self.alice.host, self.engine.udp.port()));
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
    talk.goes_on();
    talk.carol.command("hangup", "");
    talk.carol.sees("CALL_CLOSED");
    talk.alice.sees("CALL_CLOSED");
    if let Some(seen) = talk.engine.looked_at() {
        assert!(seen.sound >= 4 * 2 * 2 * 50 / 2, "{seen:?}");
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

#[test]
fn a_telephone_on_ipv4_and_one_on_ipv6_hear_each_other_whoever_calls() {
    for hosts in [["127.0.0.1", SIX], [SIX, "127.0.0.1"]] {
        let models =
            [("alice", hosts[0]), ("carol", hosts[1])].map(|(user, host)| Model { host, ..Model::new(user, "PCMU") });
        let mut talk = Talk::of(models, "");
        talk.goes_on();
        talk.alice.command("hangup", "");
        talk.ends_heard();
    }
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

pub(crate) fn assert_not_heard(who: &str, said: &[i16], heard: &[i16]) {
    let (likeness, _) = place(said, heard, 2 * SECOND);
    assert!(likeness < 0.5, "{who} hears an echo: {likeness}");
}

/// How alike a piece of what was heard is to the place in what was said that it is most like, and that place.
fn place(said: &[i16], heard: &[i16], at: usize) -> (f64, usize) {
    // The beginnings are less than two seconds apart.
    let from = at.saturating_sub(2 * SECOND);
    let (likeness, place) = find(&said[from..from + 4 * SECOND + PIECE], &heard[at..at + PIECE]).unwrap_or_default();
    (likeness, from + place)
}
