//! Streams to a server of public libraries: `ws`, and `twilio-media-stream-save-audio-file`, which saves what comes of
//! this protocol. `scripts/test` installs both beside `stream_server/server.js`.

use std::path::Path;

use callwright::audio::codec::Law;
use callwright::audio::level::likeness;

use crate::app::App;
use crate::baresip::{Model, Phone};
use crate::ear::{PIECE, SECOND, find};
use crate::engine::{Engine, Plan};
use crate::program::{Folder, Program, until};

/// Bytes of the head that the library writes.
const HEAD: usize = 58;

struct Server {
    program: Program,
    folder: Folder,
}

impl Server {
    fn start() -> Self {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peer/stream_server");
        assert!(home.join("node_modules").is_dir(), "the libraries are missing; scripts/test installs them");
        let folder = Folder::new();
        let args = [home.join("server.js"), folder.path("")];
        let program = Program::start("node", args, folder.path("said"));
        let server = Self { program, folder };
        server.says("port ");
        server
    }

    fn says(&self, what: &str) {
        until(&format!("the server says {what}"), || self.program.said().contains(what));
    }

    fn port(&self) -> String {
        let said = self.program.said();
        said.lines().find_map(|line| line.strip_prefix("port ")).expect("it listens").to_owned()
    }

    /// What the library has saved.
    fn saved(&self) -> Vec<i16> {
        self.says("saved");
        let bytes = std::fs::read(self.folder.path("saved.wav")).expect("the file of the library");
        let length = u32::from_le_bytes(bytes[HEAD - 4..HEAD].try_into().expect("four bytes")) as usize;
        // Frames that come while the socket is being closed are written behind what the head counts.
        let behind = (bytes.len() - HEAD).checked_sub(length).expect("the head says how long it is");
        assert!(behind < SECOND / 10, "{behind} bytes that the head does not count");
        Law::Mu.decode_all(&bytes[HEAD..HEAD + length])
    }
}

fn called(document: String) -> (App, Engine, Phone, Folder) {
    let (app, folder) = (App::start(&[("/voice", document)]), Folder::new());
    let engine = Engine::set_up(&folder, &app, &Plan::default());
    let mut alice = Phone::set_up(&Model::new("alice", "PCMU"));
    alice.command("dial", &format!("sip:100@{}", engine.udp));
    alice.sees("CALL_ESTABLISHED");
    (app, engine, alice, folder)
}

/// Most pieces of it are what was said; where machines are busy some have gaps.
fn assert_is_of(voice: &[i16], saved: &[i16]) {
    let places = (SECOND / 2..saved.len().saturating_sub(PIECE)).step_by(SECOND / 4);
    let said = &voice[..voice.len().min(12 * SECOND)];
    let found: Vec<f64> = places.map(|at| find(said, &saved[at..at + PIECE]).map_or(0.0, |(alike, _)| alike)).collect();
    let good = found.iter().filter(|alike| **alike > 0.95).count();
    assert!(good * 3 >= found.len() * 2, "likeness of each quarter of a second: {found:?}");
}

#[test]
fn a_public_library_saves_what_a_started_stream_brings() {
    let server = Server::start();
    let stream = format!("ws://127.0.0.1:{}/save", server.port());
    let (app, engine, alice, _folder) = called(format!(
        "<Response><Start><Stream name='s' url='{stream}' statusCallback='/stream'>\
         <Parameter name='topic' value='invoices'/></Stream></Start><Gather timeout='5'/>\
         <Stop><Stream name='s'/></Stop><Pause length='1'/></Response>"
    ));
    server.says("connected Call 1.0.0");
    server.says("start audio/x-mulaw invoices");
    alice.sees("CALL_CLOSED");
    server.says("stop");
    let told = app.wait("/stream", 2);
    let events: Vec<&str> = told.iter().map(|request| request.param("StreamEvent")).collect();
    assert_eq!(events, ["stream-started", "stream-stopped"]);
    let saved = server.saved();
    assert!(saved.len().abs_diff(5 * SECOND) < SECOND, "{} samples", saved.len());
    assert_is_of(&alice.voice, &saved);
    engine.is_at_rest();
}

#[test]
fn a_connected_stream_is_sent_back_and_heard_and_ends_behind_its_mark() {
    let server = Server::start();
    let stream = format!("ws://127.0.0.1:{}/echo", server.port());
    let document = format!(
        "<Response><Connect><Stream url='{stream}'><Parameter name='topic' value='x'/></Stream></Connect></Response>"
    );
    let (_app, engine, alice, _folder) = called(document);
    server.says("mark enough");
    alice.sees("CALL_CLOSED");
    let saved = server.saved();
    assert_is_of(&alice.voice, &saved);
    engine.is_at_rest();
    let heard = alice.quit();
    // What came back is what was saved: the same bytes, but for the beginning.
    let piece = &saved[2 * SECOND..2 * SECOND + PIECE];
    let (alike, place) = find(&heard, piece).expect("it was heard");
    assert!(alike > 0.95 && likeness(piece, &heard[place..]).is_some(), "{alike}");
}
