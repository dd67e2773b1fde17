//! S4: INVITEs bent in every way that can be thought of go through the SIP machines. None may panic, none may leave
//! anything behind, and what is said to them can be read. How long a message takes is not measured with a clock, which
//! lies on a shared machine, but by what is allocated: it grows with the message, not with its square.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use callwright::base::{Rng, Time};
use callwright::sip::{Census, Config, Event, Local, Output, Sip};
use callwright::wire::sip::{Flow, Frame, Framer, Limits, Message, Transport};

const START: Time = Time::from_secs(1_709_633_700);

const INVITE: &str = "INVITE sip:100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1;rport\r\n\
    Max-Forwards: 70\r\nFrom: \"A B\" <sip:alice@192.0.2.9>;tag=a\r\nTo: <sip:100@198.51.100.1>\r\nCall-ID: c@192.0.2.9\r\n\
    CSeq: 1 INVITE\r\nContact: <sip:alice@192.0.2.9:5060;transport=udp>;q=0.5\r\nRoute: <sip:198.51.100.1;lr>\r\n\
    Record-Route: <sip:192.0.2.1;lr>\r\nSupported: timer, 100rel\r\nSession-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\n\
    Authorization: Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"00\"\r\nExpires: 60\r\n\
    Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";

/// Counts what a thread allocates.
struct Counting;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

#[expect(unsafe_code, reason = "an allocator is asked for by unsafe methods; it hands everything to the system's")]
// SAFETY: every call goes to the system allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _gone = ALLOCATED.try_with(|sum| sum.set(sum.get() + layout.size()));
        // SAFETY: the caller keeps the contract of the system allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What a play of values does to a line.
const VALUES: [&str; 24] = [
    "",
    " ",
    ",",
    ";",
    ";;;=",
    "<",
    ">",
    "<>",
    "\"",
    "\"\\",
    "\0",
    "\x7f",
    "\u{fffd}",
    "%",
    "%00",
    "%zz",
    "*",
    "0",
    "-1",
    "4294967296",
    "99999999999999999999999999999999",
    "sip:",
    "[::",
    "sip:@:;?&=",
];

/// Every variant: what was done, and the bytes.
fn variants() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let lines: Vec<&str> = INVITE.split("\r\n").collect();
    let join = |lines: &[String]| lines.join("\r\n").into_bytes();
    let owned = || lines.iter().map(|line| (*line).to_owned()).collect::<Vec<String>>();
    for cut in 0..INVITE.len() {
        all.push((format!("cut at {cut}"), INVITE.as_bytes()[..cut].to_vec()));
        let mut without = INVITE.as_bytes().to_vec();
        without.remove(cut);
        all.push((format!("without byte {cut}"), without));
        for byte in [0, b' ', b'\n', b'"', b'<', b',', 0xff] {
            let mut bent = INVITE.as_bytes().to_vec();
            bent[cut] = byte;
            all.push((format!("{byte:#04x} at {cut}"), bent));
        }
    }
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(':')) {
        let name = line.split(':').next().unwrap_or_default();
        for value in VALUES {
            let mut bent = owned();
            bent[at] = format!("{name}: {value}");
            all.push((format!("{name}: {value:?}"), join(&bent)));
        }
        for count in [2, 3, 40, 200] {
            let mut bent = owned();
            bent.splice(at..=at, std::iter::repeat_n((*line).to_owned(), count));
            all.push((format!("{name} {count} times"), join(&bent)));
        }
        for (what, huge) in
            [("y", 70_000), (";p=v", 15_000), (",", 60_000), ("\\", 60_000), ("<", 60_000), ("\r\n ", 9_000)]
        {
            let mut bent = owned();
            bent[at] = format!("{line}{}", what.repeat(huge / what.len().max(1)));
            all.push((format!("{name} and much {what:?}"), join(&bent)));
        }
        let mut bent = owned();
        bent.remove(at);
        all.push((format!("without {name}"), join(&bent)));
        let mut bent = owned();
        bent.swap(at, 1);
        all.push((format!("{name} first"), join(&bent)));
    }
    let mut rng = Rng::seeded(4);
    for count in 0..1_000 {
        let mut bent = INVITE.as_bytes().to_vec();
        for _ in 0..=rng.below(12) {
            let at = rng.below(bent.len() as u64) as usize;
            match rng.below(3) {
                0 => bent[at] = rng.next_u64() as u8,
                1 => bent.insert(at, rng.next_u64() as u8),
                _ => {
                    let end = (at + rng.below(40) as usize).min(bent.len());
                    let piece = bent[at..end].to_vec();
                    bent.splice(at..at, piece);
                }
            }
        }
        all.push((format!("drawn {count}"), bent));
    }
    all
}

fn flow() -> Flow {
    let peer = "192.0.2.9:5060".parse().expect("an address");
    Flow { transport: Transport::Udp, local: "198.51.100.1:5060".parse().expect("an address"), peer }
}

#[test]
fn s4_no_bent_invite_panics_or_leaves_anything_behind() {
    let all = variants();
    let texts: BTreeSet<&[u8]> = all.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    assert!(texts.len() >= 4_000, "{} different variants", texts.len());
    let addr = flow().local;
    let local = Local { transport: Transport::Udp, addr, advertised: addr.to_string() };
    let fresh = Sip::new(Config::new(vec![local], "t"), Rng::seeded(1));
    for (what, bytes) in all {
        let mut sip = fresh.clone();
        let is_read = Message::parse(bytes.clone().into()).is_ok();
        sip.receive(START, flow(), bytes.into());
        while let Some(output) = sip.poll() {
            match output {
                Output::Send { bytes, .. } => {
                    // What answers a broken message carries its broken Via.
                    let good = bytes.starts_with(b"SIP/2.0 ") && (!is_read || Message::parse(bytes.clone()).is_ok());
                    assert!(good, "{what}: our answer cannot be read: {bytes:?}");
                }
                Output::Event(Event::Incoming { dialog, .. }) => sip.ignore(START, dialog),
                _ => {}
            }
        }
        for seconds in [33, 66, 400] {
            sip.timeout(START + Duration::from_secs(seconds));
            while sip.poll().is_some() {}
        }
        assert_eq!(sip.census(), Census::default(), "{what}: something is left");
    }
}

/// What reading `bytes`, and everything in it, allocates.
fn work(bytes: Vec<u8>) -> usize {
    let limits = Limits { message: 1 << 30, section: 1 << 30, headers: 1 << 30, vias: 1 << 30 };
    let bytes = Bytes::from(bytes);
    let before = ALLOCATED.get();
    if let Ok(message) = Message::parse_within(bytes.clone(), &limits) {
        let _reads =
            (message.vias(), message.from(), message.to(), message.contacts(), message.routes(), message.sdp());
        let _printed = message.to_bytes();
    }
    let mut framer = Framer::new(limits);
    framer.push(&bytes);
    while let Ok(Some(Frame::Message(_))) = framer.next() {}
    ALLOCATED.get() - before
}

#[test]
fn s4_four_times_the_bytes_are_four_times_the_work() {
    type Place = (&'static str, fn(usize) -> Vec<u8>);
    let places: [Place; 6] = [
        ("body", |size| {
            INVITE.replace("Content-Length: 5", "X: 1").into_bytes().into_iter().chain(vec![b'y'; size]).collect()
        }),
        ("headers", |size| {
            INVITE.replace("Expires", &format!("{}Expires", "X-A: b\r\n".repeat(size / 8))).into_bytes()
        }),
        ("folds", |size| {
            INVITE.replace("c@192", &format!("c@192\r\nX: {}\r\nY: 1", "a\r\n ".repeat(size / 4))).into_bytes()
        }),
        ("parameters", |size| INVITE.replace(";tag=a", &format!("{};tag=a", ";p=v".repeat(size / 4))).into_bytes()),
        ("list", |size| {
            INVITE.replace("Route: ", &format!("Route: {}", "<sip:h;lr>, ".repeat(size / 12))).into_bytes()
        }),
        ("quotes", |size| INVITE.replace("A B", &"\\\"".repeat(size / 2)).into_bytes()),
    ];
    for (name, make) in places {
        let (small, large) = (make(16 << 10), make(64 << 10));
        assert!(
            Message::parse_within(
                small.clone().into(),
                &Limits { message: 1 << 20, section: 1 << 20, headers: 1 << 20, vias: 100 }
            )
            .is_ok(),
            "{name}"
        );
        let (small, large) = (work(small), work(large));
        assert!(large <= 5 * small + (64 << 10), "{name}: {small} bytes were allocated for 16 KiB, {large} for 64 KiB");
    }
}
