//! RTCP of one line: our reports to the peer, and what its reports tell us (RFC 3550 §6).
//!
//! We report so that the peer does not take us for dead. What comes is read tolerantly and never ends a call: a BYE
//! here is no BYE (M5).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::hearsay::Hearsay;
use super::reception::Reception;
use super::stream::Stream;
use crate::base::{Rng, Time};
use crate::wire::rtcp::{self, Hearing, Packet, Sender};

/// The middle of the interval between reports; each is drawn from half to one and a half of it (RFC 3550 §6.2).
const INTERVAL: Duration = Duration::from_secs(5);

/// What a line remembers for its reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reports {
    cname: String,
    /// RTP packets sent when the last report left: who has sent nothing since is no sender (RFC 3550 §6.4).
    told: u64,
    /// The middle of the NTP time of the peer's last report, and when it came.
    heard: Option<(u32, Time)>,
    hearsay: Hearsay,
}

impl Reports {
    /// With a canonical name that says nothing about us and is used for this call only (RFC 7022 §4.2).
    pub(super) fn new(rng: &mut Rng) -> Self {
        let (a, b) = (rng.next_u64(), rng.next_u64() as u32);
        Self { cname: format!("{a:016x}{b:08x}"), told: 0, heard: None, hearsay: Hearsay::default() }
    }

    /// When the next report leaves.
    pub(super) fn next(&self, now: Time, rng: &mut Rng) -> Time {
        now + rng.span(INTERVAL / 2, INTERVAL * 3 / 2)
    }

    /// Takes in RTCP of the peer; `ssrc` is the stream we hear, `stream` is ours. Answers whether anything in it was
    /// sound.
    pub(super) fn hear(&mut self, now: Time, packet: &[u8], ssrc: Option<u32>, stream: &Stream) -> bool {
        let compound = rtcp::read(packet);
        for packet in &compound.packets {
            let hears = match packet {
                Packet::Sender(report) => {
                    if Some(report.ssrc) == ssrc {
                        self.heard = Some(((report.ntp >> 16) as u32, now));
                    }
                    &report.hears
                }
                Packet::Receiver { hears, .. } => hears,
                Packet::Name { .. } | Packet::Bye { .. } => continue,
            };
            for block in hears.iter().filter(|block| block.ssrc == stream.ssrc()) {
                self.hearsay.take(now, block, stream.left(block.highest), stream.clock());
            }
        }
        !compound.packets.is_empty()
    }

    /// What the peer says of how it hears us.
    pub(super) const fn hearsay(&self) -> &Hearsay {
        &self.hearsay
    }

    /// The stream we hear is another one: its clock has not reported yet.
    pub(super) fn forget(&mut self) {
        self.heard = None;
    }

    /// Our report: as a sender when something was sent since the last, else as a receiver.
    pub(super) fn write(
        &mut self,
        now: Time,
        stream: &Stream,
        reception: &mut Reception,
        heard: Option<u32>,
    ) -> Vec<u8> {
        let ssrc = stream.ssrc();
        let hears: Vec<Hearing> = heard.and_then(|heard| self.hearing(now, reception, heard)).into_iter().collect();
        let sends = stream.packets() > self.told;
        self.told = stream.packets();
        let report = if sends {
            let (packets, octets) = stream.counts();
            Packet::Sender(Sender { ssrc, ntp: now.ntp(), timestamp: stream.timestamp_at(now), packets, octets, hears })
        } else {
            Packet::Receiver { ssrc, hears }
        };
        rtcp::write(&[report, Packet::Name { ssrc, cname: self.cname.clone() }])
    }

    fn hearing(&self, now: Time, reception: &mut Reception, ssrc: u32) -> Option<Hearing> {
        let figures = reception.report()?;
        let delay = |at: Time| (now.since(at).as_micros() * 65_536 / 1_000_000).min(u128::from(u32::MAX)) as u32;
        let (last_report, delay) = self.heard.map_or((0, 0), |(last, at)| (last, delay(at)));
        Some(Hearing {
            ssrc,
            fraction_lost: figures.fraction_lost,
            lost: figures.lost,
            highest: figures.highest,
            jitter: figures.jitter,
            last_report,
            delay,
        })
    }
}
