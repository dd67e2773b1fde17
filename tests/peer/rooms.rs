//! A conference of baresip telephones: each hears the others and not itself.

use std::time::Duration;

use crate::app::App;
use crate::baresip::{Model, Phone};
use crate::desk::Desk;
use crate::ear::{PIECE, SECOND, assert_hears, find};
use crate::engine::{Engine, Plan};
use crate::program::{Folder, lasts};

const ROOM: &str = "<Response><Dial><Conference beep='false'>tea</Conference></Dial></Response>";

#[test]
fn three_in_a_conference_hear_each_other_and_not_themselves() {
    let app = App::start(&[("/voice", ROOM.to_owned())]);
    let folder = Folder::new();
    let engine = Engine::set_up(&folder, &app, &Plan::default());
    let mut phones = [("alice", "PCMU"), ("bob", "PCMA"), ("carol", "PCMU")]
        .map(|(user, codec)| (user, Phone::set_up(&Model::new(user, codec))));
    for (_, phone) in &mut phones {
        phone.command("dial", &format!("sip:100@{}", engine.udp));
        phone.sees("CALL_ESTABLISHED");
        phone.command("mute", "");
    }
    for speaker in 0..phones.len() {
        phones[speaker].1.command("mute", "");
        // What is still on its way of who spoke before.
        lasts(Duration::from_secs(1));
        for listener in (0..phones.len()).filter(|listener| *listener != speaker) {
            let name = format!("{} hears {}", phones[listener].0, phones[speaker].0);
            assert_hears(&name, &phones[listener].1, &phones[speaker].1);
        }
        assert_hears_nobody(phones[speaker].0, &phones[speaker].1);
        phones[speaker].1.command("mute", "");
    }
    phones.iter_mut().for_each(|(_, phone)| phone.command("hangup", ""));
    engine.is_at_rest();
}

/// What came last is nothing that this telephone says.
fn assert_hears_nobody(who: &str, phone: &Phone) {
    let heard = Desk::heard(phone);
    let last = &heard[heard.len().saturating_sub(SECOND)..];
    for piece in last.chunks_exact(PIECE) {
        let likeness = find(&phone.voice, piece).map_or(0.0, |(likeness, _)| likeness);
        assert!(likeness < 0.5, "{who} hears itself: {likeness}");
    }
}
