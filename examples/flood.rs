//! Strangers for measurements (A13): INVITEs at a rate and for a time, from as many addresses as wanted, in turn. Prints one
//! line of JSON: what was sent, and how many answers came.
//!
//! ```sh
//! cargo run --release --example flood -- 10.99.0.1:15060 20000 10 10.98.0.1 1
//! ```

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// More sources than this take more files than a process may open.
const SOURCES: u32 = 5_000;
/// INVITEs in all.
const MOST: u64 = 1_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [target, rate, seconds, first, count] = words.as_slice() else {
        return Err("usage: flood TARGET INVITES-PER-SECOND SECONDS FIRST-SOURCE SOURCES".into());
    };
    let (target, first): (SocketAddr, Ipv4Addr) = (target.parse()?, first.parse()?);
    let (rate, seconds, count): (u64, u64, u32) = (rate.parse()?, seconds.parse()?, count.parse()?);
    if rate * seconds > MOST || !(1..=SOURCES).contains(&count) {
        return Err(format!("at most {MOST} INVITEs, from 1 to {SOURCES} sources").into());
    }
    let sources = (0..count).map(|n| open(Ipv4Addr::from(u32::from(first) + n), target));
    let sources = sources.collect::<Result<Vec<_>, _>>()?;
    let (begin, total) = (now(), rate * seconds);
    let (mut sent, mut refused) = (0, 0_u64);
    while sent < total {
        let due = ((now() - begin).as_micros() as u64 * rate / 1_000_000).min(total);
        for n in sent..due {
            let source = &sources[(n % u64::from(count)) as usize];
            refused += u64::from(source.send(invite(n, source.local_addr()?, target).as_bytes()).is_err());
        }
        sent = due;
        std::thread::park_timeout(Duration::from_millis(1));
    }
    let took = (now() - begin).as_secs_f64();
    let mut answers = 0_u64;
    for source in &sources {
        answers += heard(source)?;
    }
    println!(
        r#"{{"sent":{},"refused":{refused},"per_second":{:.0},"sources":{count},"answers":{answers}}}"#,
        sent - refused,
        sent as f64 / took
    );
    Ok(())
}

fn open(source: Ipv4Addr, target: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = UdpSocket::bind((source, 5060))?;
    socket.connect(target)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Answers that wait to be read.
fn heard(source: &UdpSocket) -> std::io::Result<u64> {
    let (mut answers, mut buffer) = (0, [0; 2048]);
    loop {
        match source.recv(&mut buffer) {
            Ok(_) => answers += 1,
            Err(fault) if fault.kind() == ErrorKind::WouldBlock => return Ok(answers),
            // The engine's host says that nobody listens; that is no answer.
            Err(fault) if fault.kind() == ErrorKind::ConnectionRefused => {}
            Err(fault) => return Err(fault),
        }
    }
}

fn invite(n: u64, source: SocketAddr, target: SocketAddr) -> String {
    let body = "v=0\r\no=- 1 1 IN IP4 10.98.0.1\r\ns=-\r\nc=IN IP4 10.98.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";
    format!(
        "INVITE sip:00442079460000@{target} SIP/2.0\r\nVia: SIP/2.0/UDP {source};branch=z9hG4bKflood{n}\r\n\
         Max-Forwards: 70\r\nFrom: <sip:100@{source}>;tag={n}\r\nTo: <sip:00442079460000@{target}>\r\n\
         Call-ID: flood{n}@{source}\r\nCSeq: 1 INVITE\r\nContact: <sip:100@{source}>\r\n\
         Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[expect(clippy::disallowed_methods, reason = "a generator of load keeps its rate by the clock")]
fn now() -> Instant {
    Instant::now()
}
