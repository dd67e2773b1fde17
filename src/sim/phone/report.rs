//! The RTCP of a phone: how it hears the engine, told every five seconds (RFC 3550 §6.4). Counted by itself and not as
//! `media` does, so that what is believed of it was said by other eyes.

use std::time::Duration;

use super::seal::Sealer;
use crate::base::Time;
use crate::wire::rtcp::{self, Hearing, Packet, Sender};
use crate::wire::rtp;

/// From one report to the next; not drawn, so that stories stay what they are.
const INTERVAL: Duration = Duration::from_secs(5);

/// What a phone knows for its reports.
#[derive(Debug)]
pub(super) struct Reports {
    next: Time,
    source: Option<Source>,
    /// The middle of the NTP time of the engine's last report, and when it came.
    heard: Option<(u32, Time)>,
    packets: u32,
    octets: u32,
    /// Packets sent when the last report left.
    told: u32,
    /// Reports so far.
    count: u32,
}

/// The stream of the engine.
#[derive(Debug)]
struct Source {
    ssrc: u32,
    first: u32,
    /// With cycles above (RFC 3550 A.1).
    highest: u32,
    received: u32,
    /// Expected and received when the last report left.
    before: (u32, u32),
    /// How much later than it was sent a packet came, in ticks, beside a constant.
    transit: Option<i64>,
    /// In sixteenths of a tick (RFC 3550 A.8).
    jitter: i64,
}

impl Reports {
    pub(super) const fn new(now: Time) -> Self {
        Self {
            next: Time::from_micros(now.as_micros() + INTERVAL.as_micros() as i64),
            source: None,
            heard: None,
            packets: 0,
            octets: 0,
            told: 0,
            count: 0,
        }
    }

    /// When `timeout` wants to be called.
    pub(super) const fn next_timeout(&self) -> Time {
        self.next
    }

    /// A packet of the engine; `clock` is that of sound, all packets of a key have one time.
    pub(super) fn on_packet(&mut self, now: Time, header: &rtp::Header, clock: Option<u32>) {
        let sequence = u32::from(header.sequence);
        if self.source.as_ref().is_none_or(|source| source.ssrc != header.ssrc) {
            self.source = Some(Source {
                ssrc: header.ssrc,
                first: sequence,
                highest: sequence,
                received: 0,
                before: (0, 0),
                transit: None,
                jitter: 0,
            });
        }
        let Some(source) = &mut self.source else { return };
        source.received += 1;
        let step = header.sequence.wrapping_sub(source.highest as u16).cast_signed();
        source.highest += u32::try_from(step).unwrap_or(0);
        if let Some(clock) = clock {
            source.measure(now, header.timestamp, clock);
        }
    }

    /// A report of the engine.
    pub(super) fn on_report(&mut self, now: Time, bytes: &[u8]) {
        let mut senders = rtcp::read(bytes).packets.into_iter().rev().filter_map(|packet| match packet {
            Packet::Sender(sender) => Some((sender.ntp >> 16) as u32),
            _ => None,
        });
        if let Some(middle) = senders.next() {
            self.heard = Some((middle, now));
        }
    }

    /// A packet has left, with so many bytes of sound.
    pub(super) const fn on_sent(&mut self, octets: usize) {
        self.packets += 1;
        self.octets += octets as u32;
    }

    /// The report that is due, of whoever sends as `ssrc` and would now send this timestamp.
    pub(super) fn timeout(
        &mut self,
        now: Time,
        (ssrc, timestamp): (u32, u32),
        sealer: Option<&mut Sealer>,
    ) -> Option<Vec<u8>> {
        if self.next > now {
            return None;
        }
        self.next = now + INTERVAL;
        let hears: Vec<Hearing> = self.hearing(now).into_iter().collect();
        let sends = self.packets > self.told;
        self.told = self.packets;
        let report = if sends {
            let (packets, octets) = (self.packets, self.octets);
            Packet::Sender(Sender { ssrc, ntp: now.ntp(), timestamp, packets, octets, hears })
        } else {
            Packet::Receiver { ssrc, hears }
        };
        let bytes = rtcp::write(&[report, Packet::Name { ssrc, cname: format!("phone-{ssrc:x}") }]);
        self.count += 1;
        match sealer {
            Some(sealer) => sealer.seal_report(bytes, self.count),
            None => Some(bytes),
        }
    }

    fn hearing(&mut self, now: Time) -> Option<Hearing> {
        let source = self.source.as_mut()?;
        let expected = source.highest - source.first + 1;
        let (expected_before, received_before) = std::mem::replace(&mut source.before, (expected, source.received));
        let since = expected - expected_before;
        let lost = since.saturating_sub(source.received - received_before);
        let (last_report, delay) =
            self.heard.map_or((0, 0), |(middle, at)| (middle, ((now - at).as_micros() * 65_536 / 1_000_000) as u32));
        Some(Hearing {
            ssrc: source.ssrc,
            fraction_lost: (lost * 256).checked_div(since).unwrap_or(0).min(255) as u8,
            // Less than nothing where packets came twice: 24 bits with a sign.
            lost: expected.wrapping_sub(source.received) & 0xFF_FFFF,
            highest: source.highest,
            jitter: (source.jitter / 16) as u32,
            last_report,
            delay,
        })
    }
}

impl Source {
    fn measure(&mut self, now: Time, timestamp: u32, clock: u32) {
        let arrival = i128::from(now.as_micros()) * i128::from(clock) / 1_000_000;
        let transit = i64::from((arrival as u32).wrapping_sub(timestamp).cast_signed());
        if let Some(before) = self.transit.replace(transit) {
            let difference = (transit - before).abs();
            // Who pauses is not late.
            if difference < i64::from(clock) {
                self.jitter += difference - ((self.jitter + 8) >> 4);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: i64) -> Time {
        Time::from_micros(1_000_000_000 + ms * 1000)
    }

    fn report(reports: &mut Reports, at: Time) -> Hearing {
        let bytes = reports.timeout(at, (7, 0), None).unwrap();
        match &rtcp::read(&bytes).packets[0] {
            Packet::Sender(Sender { hears, .. }) | Packet::Receiver { hears, .. } => hears[0],
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_was_missed_and_how_it_scattered_is_told_every_five_seconds() {
        let mut reports = Reports::new(ms(0));
        for n in 0..200u16 {
            let sequence = 65_500u16.wrapping_add(n);
            let header =
                rtp::Header { marker: false, payload_type: 0, sequence, timestamp: u32::from(n) * 160, ssrc: 9 };
            if n % 10 != 5 {
                reports.on_packet(ms(i64::from(n) * 20 + i64::from(n % 2) * 10), &header, Some(8000));
            }
        }
        assert_eq!(reports.timeout(ms(4999), (7, 0), None), None);
        let told = report(&mut reports, ms(5000));
        assert_eq!((told.ssrc, told.lost, told.fraction_lost, told.highest), (9, 20, 25, 65_699));
        assert!((60..=80).contains(&told.jitter), "{told:?}");
        assert_eq!((told.last_report, reports.next_timeout()), (0, ms(10_000)));
        assert_eq!(report(&mut reports, ms(10_000)).fraction_lost, 0);
    }

    #[test]
    fn who_has_sent_is_a_sender_and_says_how_long_it_has_known_the_report_of_the_other() {
        let mut reports = Reports::new(ms(0));
        let engine = Sender { ssrc: 9, ntp: ms(0).ntp(), timestamp: 0, packets: 1, octets: 160, hears: vec![] };
        reports.on_report(ms(20), &rtcp::write(&[Packet::Sender(engine)]));
        let header = rtp::Header { marker: false, payload_type: 0, sequence: 1, timestamp: 0, ssrc: 9 };
        reports.on_packet(ms(20), &header, Some(8000));
        reports.on_sent(160);
        let bytes = reports.timeout(ms(5020), (7, 40), None).unwrap();
        let Packet::Sender(sent) = &rtcp::read(&bytes).packets[0] else { panic!("a receiver") };
        assert_eq!((sent.packets, sent.octets, sent.timestamp), (1, 160, 40));
        assert_eq!((sent.hears[0].last_report, sent.hears[0].delay), ((ms(0).ntp() >> 16) as u32, 5 * 65_536));
    }
}
