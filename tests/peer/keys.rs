//! Keys from real telephones reach the action of a Gather, each press once: as events (RFC 4733), by INFO, as tones.
//! Which way they took is seen in the packets.

use std::f64::consts::TAU;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use callwright::audio::codec::Law;
use callwright::audio::voice;

use crate::app::App;
use crate::baresip::{Model, Phone};
use crate::desk::{Desk as _, Manner};
use crate::ear::SECOND;
use crate::engine::{Engine, Plan};
use crate::house::patient_caller;
use crate::linphone::Linphone;
use crate::mouth::Mouth;
use crate::program::{Folder, lasts};
use crate::shelf::Shelf;
use crate::sipp::{Part, Sipp};
use crate::wave;

/// ITU-T Q.23: a low and a high tone for each key.
const LOW: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
const PAD: [&str; 4] = ["123A", "456B", "789C", "*0#D"];

/// What its user calls a press to be over.
const PRESS: Duration = Duration::from_millis(200);

/// How keys are pressed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Event,
    Info,
    Tone,
}

/// Who presses them. baresip as Debian has it (1.0) sends no INFO.
#[derive(Clone, Copy, Debug)]
enum Presser {
    Baresip,
    Linphone,
    Sipp,
}

/// An engine whose document asks for keys that `#` ends.
struct Desk {
    app: App,
    engine: Engine,
    _folder: Folder,
}

impl Desk {
    fn asking(prompt: &str) -> Self {
        Self::agreeing_on("auto", prompt)
    }

    /// The same where the setting `dtmf` is this for everybody.
    fn agreeing_on(dtmf: &str, prompt: &str) -> Self {
        let gather = format!("<Gather action='/keys' finishOnKey='#' timeout='20'>{prompt}</Gather>");
        let app = App::start(&[("/voice", format!("<Response>{gather}</Response>"))]);
        let folder = Folder::new();
        let more = format!(
            "[users.lin]\npassword = 'a good one'\ndtmf = '{dtmf}'\n\
             [trunks.line]\nsources = ['127.0.0.1']\ndtmf = '{dtmf}'\n"
        );
        let engine = Engine::set_up(&folder, &app, &Plan { more: &more, ..Plan::default() });
        Self { app, engine, _folder: folder }
    }

    fn gets(self, keys: &str) {
        let told = self.app.wait("/keys", 1);
        assert_eq!(told[0].param("Digits"), keys, "{:?}", told[0].params);
        self.engine.is_at_rest();
    }
}

impl Presser {
    /// Calls, presses these keys and `#`, and is hung up on.
    fn presses(self, engine: SocketAddr, way: Way, keys: &str) {
        let keys = format!("{keys}#");
        match self {
            Self::Baresip => Self::baresip(engine, way, &keys),
            Self::Linphone => Self::linphone(engine, way, &keys),
            Self::Sipp => Self::sipp(engine, way, &keys),
        }
    }

    fn baresip(engine: SocketAddr, way: Way, keys: &str) {
        let says = (way == Way::Tone).then(|| [vec![0; SECOND], tones(keys), vec![0; 30 * SECOND]].concat().into());
        let mut phone = Phone::set_up(&Model { says, ..Model::new("bare", "PCMU") });
        phone.command("dial", &format!("sip:100@{}", engine));
        phone.sees("CALL_ESTABLISHED");
        if way == Way::Event {
            for key in keys.chars() {
                phone.command("sndcode", &key.to_string());
                lasts(PRESS);
            }
        }
        phone.sees("CALL_CLOSED");
    }

    fn linphone(engine: SocketAddr, way: Way, keys: &str) {
        let manner = Manner { informs: way == Way::Info, ..Manner::PLAIN };
        let mut phone = Linphone::registered("lin", "a good one", engine, manner);
        phone.dial(&format!("sip:100@{}", engine));
        phone.talks();
        if way == Way::Tone {
            phone.says(&[vec![0; SECOND], tones(keys), vec![0; 30 * SECOND]].concat());
        } else {
            for key in keys.chars() {
                phone.command(&key.to_string());
                lasts(PRESS);
            }
        }
        phone.ends();
    }

    fn sipp(engine: SocketAddr, way: Way, keys: &str) {
        let folder = Folder::new();
        let part = match way {
            Way::Info => Part::new("caller_presses_by_info", "bob"),
            // Written to the network beside its sockets, from the port that its SDP names.
            Way::Event => {
                Part::new("caller_presses_in_sound", "bob").saying("PRESSES", format!("<exec play_dtmf=\"{keys}\"/>"))
            }
            Way::Tone => {
                let file = folder.write("keys.ulaw", Law::Mu.encode_all(&tones(keys)));
                Part::new("caller_presses_in_sound", "bob")
                    .saying("[media_port]", "[rtpstream_audio_port]")
                    .saying("PRESSES", format!("<exec rtp_stream=\"{},1,0,PCMU/8000\"/>", file.display()))
            }
        };
        Sipp::caller(part.with("linger", 0), engine).succeeds();
    }
}

#[test]
fn keys_of_baresip_are_events_and_stop_the_prompt() {
    let prompt = voice::start(5, 30 * SECOND);
    let shelf = Shelf::start([("menu.wav".to_owned(), wave::write(&prompt))].into());
    let desk = Desk::asking(&format!("<Play>{}</Play>", shelf.url("menu.wav")));
    let mut alice = Phone::set_up(&Model::new("alice", "PCMU"));
    alice.command("dial", &format!("sip:100@{}", desk.engine.udp));
    alice.hears(2 * SECOND);
    for key in ["1", "1", "0", "*", "#"] {
        alice.command("sndcode", key);
        // As fast as somebody in a hurry.
        lasts(Duration::from_millis(200));
    }
    alice.sees("CALL_CLOSED");
    let heard = alice.quit();
    assert!(heard.len() < 10 * SECOND, "the prompt ends with the first key: {} samples", heard.len());
    desk.gets("110*");
}

#[test]
fn keys_as_events_are_understood_from_every_program() {
    let rows = [(Presser::Baresip, "1150*"), (Presser::Linphone, "2260*"), (Presser::Sipp, "3370*")];
    all_are_understood(Way::Event, &rows);
}

/// sipp says them in both forms there are.
#[test]
fn keys_by_info_are_understood_from_every_program_that_has_them() {
    all_are_understood(Way::Info, &[(Presser::Linphone, "2261*"), (Presser::Sipp, "5590")]);
}

#[test]
fn keys_as_tones_are_understood_from_every_program() {
    let rows = [(Presser::Baresip, "1152*"), (Presser::Linphone, "2262*"), (Presser::Sipp, "3372*")];
    all_are_understood(Way::Tone, &rows);
}

/// All press at once, each its own keys.
fn all_are_understood(way: Way, rows: &[(Presser, &str)]) {
    // Whoever has agreed on events means nothing by a tone.
    let mut desk = Desk::agreeing_on(if way == Way::Tone { "inband" } else { "auto" }, "");
    std::thread::scope(|scope| {
        for (who, keys) in rows {
            let engine = desk.engine.udp;
            scope.spawn(move || who.presses(engine, way, keys));
        }
    });
    let told = desk.app.wait("/keys", rows.len());
    let mut got: Vec<_> = told.iter().map(|told| told.param("Digits")).collect();
    got.sort_unstable();
    assert_eq!(got, rows.iter().map(|(_, keys)| *keys).collect::<Vec<_>>(), "{told:?}");
    desk.engine.is_at_rest();
    if let Some(seen) = desk.engine.looked_at() {
        let (events, informed) = (seen.keys > 0, seen.requests.contains_key("INFO"));
        assert_eq!((events, informed), (way == Way::Event, way == Way::Info), "{way:?}: {seen:?}");
    }
}

#[test]
fn keys_of_send_digits_reach_sipp_by_info_where_its_trunk_wants_them_so() {
    let callee = Sipp::callee(Part::new("callee_hears_keys_by_info", "desk").with("linger", 0));
    let there = callee.uri();
    let there = there.split('@').next_back().unwrap_or_default().to_owned();
    let trunk = format!(
        "[outbound]\ntrunk = 'carrier'\n[trunks.carrier]\nuri = 'sip:{there}'\ndtmf = 'info'\nsources = ['127.0.0.1']\n"
    );
    let number = "<Number sendDigits='7w4#' url='/screen'>+15550200</Number>";
    let app = App::start(&[
        ("/voice", format!("<Response><Dial>{number}</Dial></Response>")),
        ("/screen", "<Response><Hangup/></Response>".to_owned()),
    ]);
    let folder = Folder::new();
    let engine = Engine::set_up(&folder, &app, &Plan { more: &trunk, ..Plan::default() });
    let caller = Sipp::caller(patient_caller(), engine.udp);
    let wire = callee.succeeds();
    assert!(!wire.contains("telephone-event"), "no events are offered:\n{wire}");
    caller.succeeds();
    engine.is_at_rest();
}

#[test]
fn keys_are_heard_as_tones_where_the_caller_knows_no_events() {
    let desk = Desk::asking("");
    let mouth = Mouth::open();
    let part = patient_caller()
        .saying("[media_port]", mouth.port.to_string())
        .saying(" RTP/AVP 0 101", " RTP/AVP 0")
        .saying("      a=rtpmap:101 telephone-event/8000\n", "")
        .saying("      a=fmtp:101 0-15\n", "");
    let caller = Sipp::caller(part, desk.engine.udp);
    let there = SocketAddr::from((Ipv4Addr::LOCALHOST, caller.media_port()));
    mouth.say(&tones("0449*2#"), there);
    caller.succeeds();
    desk.gets("0449*2");
}

/// The keys as a telephone sounds them: 80 ms each, 80 ms apart, -10 dBm0 and the high tone 2 dB louder, after a
/// quarter of a second of a quiet line.
fn tones(keys: &str) -> Vec<i16> {
    const PRESS: usize = 640;
    let mut sound = vec![0; SECOND / 4];
    for key in keys.chars() {
        let row = PAD.iter().position(|row| row.contains(key)).expect("a key");
        let column = PAD[row].find(key).expect("in its row");
        let tone = |hertz: f64, level: f64, at: usize| level * (TAU * hertz * at as f64 / SECOND as f64).sin();
        sound.extend((0..PRESS).map(|at| (tone(LOW[row], 5000.0, at) + tone(HIGH[column], 6300.0, at)) as i16));
        sound.extend([0; PRESS]);
    }
    sound.extend([0; SECOND / 2]);
    sound
}
