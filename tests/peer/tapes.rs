//! Recordings: fetched as an application does when it is asked, opened and
//! measured by sox and opusdec, read after a crash.

use std::net::SocketAddr;
use std::path::PathBuf;

use callwright::audio::level::{dbm0, likeness};

use crate::app::{App, Request};
use crate::baresip::{Model, Phone};
use crate::board::Board;
use crate::ear::{PIECE, SECOND, assert_most, find, pieces};
use crate::engine::{Engine, Plan};
use crate::program::{Folder, until};
use crate::sound::Talk;
use crate::{api, sox};

/// The token of the account in these tests.
const TOKEN: &str = "t";
/// Bytes of a second.
const BYTES: u64 = 2 * SECOND as u64;

/// An engine that records what its caller says, and an application that fetches the file in the moment
/// in which it is asked.
struct Voicemail {
    app: App,
    fetched: Board<(u16, Vec<u8>)>,
    /// Where its API is, and its lines of configuration.
    api: SocketAddr,
    more: String,
    engine: Option<Engine>,
    folder: Folder,
}

impl Voicemail {
    fn start(formats: &str, seconds: u32) -> Self {
        let (fetched, folder) = (Board::default(), Folder::new());
        let board = fetched.clone();
        let app = App::answering(move |request| match request.path.as_str() {
            "/voice" => format!("<Response><Record action='/recorded' maxLength='{seconds}' timeout='0'/></Response>"),
            "/recorded" => {
                board.add(fetch(request, ""));
                String::new()
            }
            _ => String::new(),
        });
        let api = api::port();
        let own = Self { app, fetched, api, more: api::table(api, formats), engine: None, folder };
        own.started_again()
    }

    fn started_again(mut self) -> Self {
        self.engine = Some(Engine::set_up(&self.folder, &self.app, &Plan { more: &self.more, ..Plan::default() }));
        self
    }

    fn crashed(mut self) -> Self {
        self.engine.take().expect("it runs").kill();
        self
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().expect("it runs")
    }

    /// The only file with this ending in the folder of recordings; the folder without one.
    fn file(&self, ending: &str) -> PathBuf {
        let folder = self.folder.path("data/recordings");
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        files.into_iter().find(|path| path.extension().is_some_and(|own| own == ending)).unwrap_or(folder)
    }

    fn called(&self) -> Phone {
        let mut alice = Phone::set_up(&Model::new("alice", "PCMU"));
        alice.command("dial", &format!("sip:100@{}", self.engine().udp));
        alice.sees("CALL_ESTABLISHED");
        alice
    }
}

fn fetch(told: &Request, ending: &str) -> (u16, Vec<u8>) {
    api::fetch(&format!("{}{ending}", told.param("RecordingUrl")), told.param("AccountSid"), TOKEN)
}

#[test]
fn the_file_can_be_read_when_the_action_is_asked_and_holds_what_was_said() {
    let desk = Voicemail::start("'wav', 'opus'", 4);
    let alice = desk.called();
    alice.sees("CALL_CLOSED");
    let told = &desk.app.wait("/recorded", 1)[0];
    assert_eq!(told.param("RecordingDuration"), "4", "{:?}", told.params);
    let (status, bytes) = desk.fetched.until("the file", |all| all.first().cloned());
    assert_eq!(status, 200);
    let wav = desk.folder.write("fetched.wav", bytes);
    let [rate, channels, bits, coding] = ["-r", "-c", "-b", "-e"].map(|option| sox::info(&wav, option));
    assert_eq!([rate, channels, bits, coding], ["8000", "1", "16", "Signed Integer PCM"]);
    let length = sox::stat(&wav, "Length (seconds)");
    assert!((length - 4.0).abs() < 0.05, "{length} seconds");
    let recorded = sox::samples(&wav, 8000);
    assert_is_of("the recording", &alice.voice, &recorded);
    let rms = sox::stat(&wav, "RMS amplitude");
    assert!((0.02..0.5).contains(&rms), "{rms}");

    let (status, bytes) = fetch(told, ".opus");
    assert_eq!(status, 200);
    assert!(bytes.len() * 4 < recorded.len() * 2, "{} bytes of Opus", bytes.len());
    let (opus, decoded) = (desk.folder.write("fetched.opus", bytes), desk.folder.path("decoded.wav"));
    sox::decode_opus(&opus, 8000, &decoded);
    let decoded = sox::samples(&decoded, 8000);
    assert!(decoded.len().abs_diff(recorded.len()) <= 1, "{} samples, not {}", decoded.len(), recorded.len());
    assert_coded(&recorded, &decoded);

    for (account, token) in [(told.param("AccountSid"), "wrong"), ("AC11111111111111111111111111111111", TOKEN)] {
        assert_eq!(api::fetch(told.param("RecordingUrl"), account, token).0, 401);
    }
    desk.engine().is_at_rest();
}

#[test]
fn a_crash_in_mid_recording_leaves_files_that_sox_and_opusdec_open() {
    let desk = Voicemail::start("'wav', 'opus'", 60);
    let alice = desk.called();
    until("five seconds are recorded", || desk.file("wav").metadata().is_ok_and(|file| file.len() > BYTES * 5 + 44));
    let (voice, wav, opus) = (alice.voice.clone(), desk.file("wav"), desk.file("opus"));
    let desk = desk.crashed();
    drop(alice);

    // As it lies there: the head is two seconds behind at most, and a page of Ogg is a second.
    let left = sox::stat(&wav, "Length (seconds)");
    assert!(left >= 3.0, "{left} seconds");
    let recorded = sox::samples(&wav, 8000);
    assert_is_of("what is left", &voice, &recorded);
    let decoded = desk.folder.path("decoded.wav");
    sox::decode_opus(&opus, 8000, &decoded);
    let decoded = sox::samples(&decoded, 8000);
    assert!(decoded.len() >= 3 * SECOND, "{} samples of Opus", decoded.len());
    assert_coded(&recorded, &decoded);

    let desk = desk.started_again();
    let length = wav.metadata().expect("it is still there").len();
    let mended = sox::stat(&wav, "Length (seconds)");
    assert!(mended >= 5.0 && (mended - (length - 44) as f64 / BYTES as f64).abs() < 0.01, "{mended} s, {length} bytes");
    let account = desk.app.wait("/voice", 1)[0].param("AccountSid").to_owned();
    let name = wav.file_stem().expect("a SID").to_string_lossy().into_owned();
    let url = format!("http://{}/2010-04-01/Accounts/{account}/Recordings/{name}", desk.api);
    let (status, bytes) = api::fetch(&url, &account, TOKEN);
    assert_eq!((status, bytes.len() as u64), (200, length));
    desk.engine().is_at_rest();
}

#[test]
fn both_channels_of_a_recorded_dial_hold_their_own_voice_and_are_as_long() {
    let models = ["alice", "carol"].map(|user| Model::new(user, "PCMU"));
    let mut talk = Talk::dialling(models, "record='record-from-answer-dual'", &api::table(api::port(), "'wav'"));
    talk.goes_on();
    talk.carol.command("hangup", "");
    let told = &talk.app.wait("/done", 1)[0];
    let (status, bytes) = fetch(told, ".wav");
    assert_eq!(status, 200);
    let folder = Folder::new();
    let file = folder.write("dual.wav", bytes);
    assert_eq!(sox::info(&file, "-c"), "2");
    let [left, right] = ["1", "2"].map(|number| sox::one_channel(&file, 8000, number));
    assert_eq!(left.len(), right.len());
    assert!(left.len() > 3 * SECOND, "{} samples", left.len());
    let (alice, carol) = (talk.alice.voice.clone(), talk.carol.voice.clone());
    assert_is_of("the caller", &alice, &left);
    assert_is_of("the callee", &carol, &right);
    for (who, other, channel) in [("the callee", &carol, &left), ("the caller", &alice, &right)] {
        let piece = &channel[2 * SECOND..2 * SECOND + PIECE];
        let likeness = find(&other[..8 * SECOND], piece).map_or(0.0, |(likeness, _)| likeness);
        assert!(likeness < 0.5, "{who} is in the other channel: {likeness}");
    }
    talk.engine.is_at_rest();
}

/// Nearly all of what is recorded is what was said, as loud.
fn assert_is_of(who: &str, said: &[i16], recorded: &[i16]) {
    assert_most(who, &pieces(&recorded[SECOND / 2..], &said[..said.len().min(10 * SECOND)]));
}

/// What is decoded is what was recorded, as far as was measured of Opus at 24 kbit/s with this voice, which has as much
/// breath as tone: a likeness of 0.71, and 1.4 dB less.
fn assert_coded(recorded: &[i16], decoded: &[i16]) {
    let likeness = likeness(recorded, decoded).unwrap_or_default();
    let length = recorded.len().min(decoded.len());
    let louder = dbm0(&decoded[..length]) - dbm0(&recorded[..length]);
    assert!(likeness > 0.65 && louder.abs() < 2.0, "likeness {likeness}, {louder} dB");
}
