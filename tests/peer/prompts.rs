//! Say and Play: baresip and sipp hear what was spoken and what is in the files, measured
//! against what espeak-ng and sox make of the same.

use std::collections::BTreeMap;

use callwright::audio::voice;

use crate::app::App;
use crate::baresip::{Model, Phone};
use crate::ear::{SECOND, assert_most, best, pieces};
use crate::engine::{Engine, Plan};
use crate::house::patient_caller;
use crate::mouth::Mouth;
use crate::program::Folder;
use crate::seen::Seen;
use crate::shelf::{Given, Shelf};
use crate::sipp::Sipp;
use crate::{sox, wave};

/// Each kind of file: its name, and how sox makes it.
const KINDS: [(&str, &[&str]); 11] = [
    ("narrow.wav", &["-b", "16", "-e", "signed", "-r", "8000"]),
    ("wide.wav", &["-b", "16", "-e", "signed", "-r", "16000"]),
    ("stereo.wav", &["-b", "24", "-e", "signed", "-r", "44100", "-c", "2"]),
    ("mu.wav", &["-e", "mu-law", "-r", "8000"]),
    ("a.wav", &["-e", "a-law", "-r", "8000"]),
    ("adpcm.wav", &["-e", "ima-adpcm", "-r", "8000"]),
    ("gsm.wav", &["-e", "gsm-full-rate", "-r", "8000"]),
    ("sound.ogg", &["-r", "22050"]),
    ("sound.flac", &["-r", "16000"]),
    ("sound.au", &["-e", "mu-law", "-r", "8000"]),
    ("sound.mp3", &["-r", "22050"]),
];
/// Seconds of each file.
const LONG: usize = 1;

/// The files as they are served, and what sox hears in each.
struct Files {
    served: BTreeMap<String, Vec<u8>>,
    heard: Vec<(&'static str, Vec<i16>)>,
}

impl Files {
    fn new() -> Self {
        let folder = Folder::new();
        let (mut served, mut heard) = (BTreeMap::new(), Vec::new());
        for (seed, (name, form)) in (40..).zip(KINDS) {
            if name.ends_with("mp3") && !sox::knows("mp3") {
                eprintln!("no MP3 is played: this sox cannot make one");
                continue;
            }
            let own = folder.write("voice.wav", wave::write(&voice::start(seed, LONG * SECOND)));
            let file = folder.path(name);
            let [from, to] = [&own, &file].map(|path| path.display().to_string());
            sox::sox(&[&["-V1", "-D", from.as_str()][..], form, &[to.as_str()]].concat());
            heard.push((name, sox::samples(&file, 8000)));
            served.insert(name.to_owned(), std::fs::read(&file).expect("sox has made it"));
        }
        Self { served, heard }
    }
}

#[test]
fn baresip_hears_files_of_each_kind_and_the_server_is_asked_whether_they_changed() {
    let Files { served, heard: expected } = Files::new();
    let shelf = Shelf::start(served);
    let plays: String = expected.iter().map(|(name, _)| format!("<Play>{}</Play>", shelf.url(name))).collect();
    let app = App::start(&[("/voice", format!("<Response>{plays}</Response>"))]);
    let folder = Folder::new();
    let mut engine = Engine::set_up(&folder, &app, &Plan::default());
    for status in [200, 304] {
        let mut alice = Phone::set_up(&Model::new("alice", "PCMU"));
        alice.command("dial", &format!("sip:100@{}", engine.udp));
        alice.sees("CALL_CLOSED");
        let heard = alice.quit();
        let places: Vec<_> = expected.iter().map(|(name, own)| assert_plays(name, own, &heard)).collect();
        for (pair, names) in places.windows(2).zip(expected.windows(2)) {
            let apart = pair[1].saturating_sub(pair[0]);
            // MP3 and GSM have blocks, and the telephone's jitter buffer shifts a little.
            assert!(apart.abs_diff(LONG * SECOND) < SECOND / 4, "{} before {}: {pair:?}", names[0].0, names[1].0);
        }
        let given = shelf.given.all();
        let last = &given[given.len() - expected.len()..];
        let asked = |name: &str| Given { path: format!("/{name}"), status };
        assert!(expected.iter().all(|(name, _)| last.contains(&asked(name))), "{last:?}");
    }
    assert_eq!(shelf.given.all().len(), 2 * expected.len());
    engine.is_at_rest();
    engine.looked_at().iter().for_each(Seen::assert_no_holes);
}

#[test]
fn sipp_and_baresip_hear_a_text_and_a_file() {
    const TEXT: &str = "Your call is important to us.";
    let folder = Folder::new();
    let spoken = folder.path("spoken.wav");
    sox::speak(TEXT, "en-us+f3", &spoken);
    let spoken = sox::samples(&spoken, 8000);
    let played = voice::start(77, LONG * SECOND);
    let shelf = Shelf::start(BTreeMap::from([("a.wav".to_owned(), wave::write(&played))]));
    let document = format!("<Response><Say voice='woman'>{TEXT}</Say><Play>{}</Play></Response>", shelf.url("a.wav"));
    let app = App::start(&[("/voice", document)]);
    let mut engine = Engine::set_up(&folder, &app, &Plan::default());

    let mouth = Mouth::open();
    let part = patient_caller().saying("[media_port]", mouth.port.to_string());
    Sipp::caller(part, engine.udp).succeeds();
    let mut alice = Phone::set_up(&Model::new("alice", "PCMA"));
    alice.command("dial", &format!("sip:100@{}", engine.udp));
    alice.sees("CALL_CLOSED");

    for heard in [mouth.heard(), alice.quit()] {
        let text = assert_plays("the text", &spoken, &heard);
        let file = assert_plays("the file", &played, &heard);
        assert!(text + SECOND < file, "first the text, at {text}, then the file, at {file}");
    }
    engine.is_at_rest();
    engine.looked_at().iter().for_each(Seen::assert_no_holes);
}

/// Nearly all of `own` is heard as it is, as loud; where `own` begins in what was heard.
fn assert_plays(name: &str, own: &[i16], heard: &[i16]) -> usize {
    let places = pieces(&own[SECOND / 4..], heard);
    let (first, place) = best(&places).unwrap_or_else(|| panic!("{name} is not heard at all"));
    assert_most(name, &places);
    place.saturating_sub(first + SECOND / 4)
}
