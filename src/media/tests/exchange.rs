//! Two lines that change peers: who comes is heard at the place of who leaves, by the port and in the streams that it
//! knows.

use super::*;
use crate::media::DeadAir;

const C: LineId = LineId(3);
const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";
const AT_C: &str = "192.0.2.30:6000";
const EXCHANGE: Command = Command::Exchange { group: GROUP, line: A, with: C };

/// A and B are joined, and C waits in the same group.
fn waiting() -> Studio {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    studio.open(C, 10_004);
    studio.shape(C, terms(AT_C, Codec::Pcmu, 101));
    studio
}

#[test]
fn who_takes_the_place_of_another_keeps_its_port_and_its_stream() {
    let mut studio = waiting();
    let [mut a, mut b, mut c] = [(A, AT_A), (B, AT_B), (C, AT_C)].map(|(line, at)| Phone::new(line, at));
    for _ in 0..5 {
        for phone in [&mut a, &mut b, &mut c] {
            phone.speak(&mut studio, 0);
        }
    }
    // What C has heard so far is a stream of its own, as of a conversation before this one.
    studio.command(Command::Join { group: GROUP, a: B, b: C });
    for _ in 0..5 {
        b.speak(&mut studio, 0);
    }
    studio.command(Command::Join { group: GROUP, a: A, b: B });
    studio.command(EXCHANGE);
    for _ in 0..5 {
        assert_eq!(c.speak(&mut studio, 0).unwrap().to, AT_B.parse().unwrap());
        let to_c = b.speak(&mut studio, 0).unwrap();
        assert_eq!((to_c.line, to_c.to), (C, AT_C.parse().unwrap()), "by the port that it knows");
        assert_eq!(a.speak(&mut studio, 0), None, "whoever was there is not heard any more");
    }
    unbroken(&studio.rtp(C));
    unbroken(&studio.rtp(B));
    // The former peer goes with the line that has come.
    studio.close(C);
    studio.pass(Duration::from_secs(60));
    assert!(studio.unbound.contains(&studio.seats[&A]) && !studio.unbound.contains(&studio.seats[&C]));
    assert!(b.speak(&mut studio, 0).is_some());
}

#[test]
fn m14_dead_air_is_told_within_three_seconds_of_the_line_that_it_is_on() {
    let mut studio = waiting();
    let mut c = Phone::new(C, AT_C);
    studio.command(Command::Watch { group: GROUP, line: C, limit: Duration::from_secs(3) });
    for _ in 0..1000 {
        c.speak(&mut studio, 0);
    }
    assert_eq!(studio.events, [], "twenty seconds of sound");
    studio.command(EXCHANGE);
    studio.pass(Duration::from_secs(3));
    let dead = Event::DeadAir { group: GROUP, line: A, air: DeadAir::Stopped };
    assert_eq!(studio.events, [dead], "the watch goes with the peer, and C's place is A's now");
}
