//! Lines without a common codec: what one says is decoded and coded again for the other. And an ear beside packets that
//! only pass.

use super::*;
use crate::audio::level;
use crate::media::Listening;

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

#[test]
fn every_codec_is_heard_in_every_other() {
    let all = CODECS.iter().map(|entry| entry.codec);
    for (one, other) in all.clone().flat_map(|one| all.clone().map(move |other| (one, other))) {
        let mut studio = Studio::with_memory().bridge(terms(AT_A, one, 101), terms(AT_B, other, 101));
        let (mut a, mut b) = (Speaker::new(A, AT_A, one, 1), Speaker::new(B, AT_B, other, 2));
        for _ in 0..60 {
            a.speak(&mut studio);
            b.speak(&mut studio);
            studio.pass(ms(20));
        }
        for (said, line, codec) in [(&a, B, other), (&b, A, one)] {
            let heard = studio.heard(line, codec);
            let said = &said.said[4000..6000];
            let found = level::find(said, &heard[4000..], 720).unwrap();
            let name = format!("{one:?} and {other:?}: {found:?}");
            // The breath of the voice is noise, of which Opus keeps the colour and not the samples.
            let least = if [one, other].contains(&Codec::Opus) { 0.7 } else { 0.9 };
            assert!(found.likeness > least && found.lag < 8 * 90, "{name}");
            let there = &heard[4000 + found.lag..][..said.len()];
            assert!((level::dbm0(there) - level::dbm0(said)).abs() < 1.5, "{name}");
            let packets = studio.rtp(line);
            assert!(unbroken(&packets).iter().all(|step| *step == codec.entry().clock / 50), "{name}");
        }
    }
}

#[test]
fn a_peer_that_changes_its_codec_goes_on_in_one_stream() {
    let mut both = terms(AT_A, Codec::Pcmu, 101);
    both.formats.formats.push(Format { codec: Codec::G722, send: 9, recv: 9 });
    let mut studio = Studio::with_memory().bridge(both, terms(AT_B, Codec::Pcmu, 101));
    let mut narrow = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    for n in 0..200 {
        if n == 100 {
            narrow.turn(Codec::G722);
        }
        narrow.speak(&mut studio);
        studio.pass(ms(20));
    }
    let heard = studio.heard(B, Codec::Pcmu);
    assert!(studio.rtp(B).iter().all(|(header, _)| header.payload_type == 0));
    unbroken(&studio.rtp(B));
    for second in [1, 3] {
        let from = second * 8000 - 4000;
        let found = level::find(&narrow.said[from..from + 4000], &heard[from..], 1200).unwrap();
        assert!(found.likeness > 0.9, "{second}: {found:?}");
    }
}

#[test]
fn a_peer_on_hold_is_not_sent_silence_for_ever_and_comes_back() {
    let mut studio = Studio::with_memory().bridge(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::G722, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    (0..50).for_each(|_| a.speak_on(&mut studio));
    studio.pass(ms(10_000));
    let before = studio.rtp(B).len();
    assert!((95..120).contains(&before), "{before}");
    a.phone.timestamp = a.phone.timestamp.wrapping_add(80_000);
    (0..50).for_each(|_| a.speak_on(&mut studio));
    assert!(studio.rtp(B).len() >= before + 48);
    unbroken(&studio.rtp(B));
}

#[test]
fn what_only_passes_does_not_click_when_somebody_begins_and_ceases_to_listen() {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    for n in 0..150 {
        let to = Listening { tones: (50..100).contains(&n), ..Listening::default() };
        studio.command(Command::Listen { group: GROUP, line: A, to });
        a.speak_on(&mut studio);
    }
    let heard = studio.heard(B, Codec::Pcmu);
    assert_eq!(heard, coded(&a.said), "byte by byte");
    assert!(unbroken(&studio.rtp(B)).iter().all(|step| *step == 160));
    assert_eq!(studio.rtp(B).iter().filter(|(header, _)| header.marker).count(), 1);
    assert_eq!(studio.close(A).dropped, 0);
}
