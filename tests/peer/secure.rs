//! baresip with its own SRTP on one side of the engine or both: keys in SDP, mandatory and at best effort, in both
//! directions. Whoever encrypts on one side only hears and is heard by a telephone that does not.

use crate::app::App;
use crate::baresip::{Model, Phone};
use crate::ear::SECOND;
use crate::engine::{Engine, Plan};
use crate::program::Folder;
use crate::sound::assert_heard;

/// What a telephone does about encryption: nothing, RTP/AVP with keys, RTP/SAVP or nothing.
type Mediaenc = Option<&'static str>;
const NONE: Mediaenc = None;
const OPTIONAL: Mediaenc = Some("srtp");
const MANDATORY: Mediaenc = Some("srtp-mand");

/// Alice calls Carol by an engine of this policy; answers what the engine noted.
fn call(caller: Mediaenc, callee: Mediaenc, policy: &str) {
    let model = |user, mediaenc| Model { mediaenc, ..Model::new(user, "PCMA") };
    let [mut alice, mut carol] =
        [("alice", caller), ("carol", callee)].map(|(user, way)| Phone::set_up(&model(user, way)));
    let document = format!("<Response><Dial action='/done'><Sip>{}</Sip></Dial></Response>", carol.uri());
    let (app, folder) = (App::start(&[("/voice", document)]), Folder::new());
    let media = format!("addresses = ['127.0.0.1']\nsrtp = '{policy}'\n");
    let engine = Engine::set_up(&folder, &app, &Plan { media: &media, ..Plan::default() });
    alice.command("dial", &format!("sip:100@{}", engine.udp));
    for phone in [&alice, &carol] {
        phone.sees("CALL_ESTABLISHED");
        phone.hears(4 * SECOND);
    }
    carol.command("hangup", "");
    alice.sees("CALL_CLOSED");
    assert_eq!(app.wait("/done", 1)[0].param("DialCallStatus"), "completed");
    engine.is_at_rest();
    let voices = [alice.voice.clone(), carol.voice.clone()];
    for (phone, encrypts) in [(&alice, caller.is_some()), (&carol, callee.is_some())] {
        assert_eq!(phone.said().contains("SRTP is Enabled"), encrypts, "{}", phone.said());
    }
    let (to_alice, to_carol) = (alice.quit(), carol.quit());
    assert_heard("carol", &voices[1], &to_alice);
    assert_heard("alice", &voices[0], &to_carol);
}

#[test]
fn a_caller_that_must_encrypt_reaches_a_telephone_that_cannot() {
    call(MANDATORY, NONE, "accepted");
}

#[test]
fn a_caller_at_best_effort_is_encrypted_where_encryption_is_offered() {
    call(OPTIONAL, OPTIONAL, "offered");
}

#[test]
fn a_callee_that_must_encrypt_is_offered_it() {
    call(NONE, MANDATORY, "offered");
}

#[test]
fn a_callee_that_cannot_encrypt_is_asked_again() {
    call(MANDATORY, NONE, "offered");
}

#[test]
fn both_sides_encrypt_where_it_is_required() {
    call(MANDATORY, MANDATORY, "required");
}
