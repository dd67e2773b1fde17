//! RTCP: sender and receiver reports, names and goodbyes; everything else is only counted. RFC 3550 §6.
//!
//! Reading forgives: each packet of a compound stands for itself, so that one that is cut short or lies does not cost
//! the sound ones before it (M5). When to report, and what a report means for the call, is the line's business.

use rtcp_types::{
    Bye, CompoundBuilder, ReceiverReport, ReportBlock, ReportBlockBuilder, RtcpPacket, RtcpPacketParser,
    RtcpPacketWriter, Sdes, SdesChunk, SdesItem, SenderReport,
};

/// One packet of a compound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet {
    /// SR: a sender's clock and counters.
    Sender(Sender),
    /// RR: what somebody hears who sends nothing.
    Receiver {
        /// Who reports.
        ssrc: u32,
        /// What it hears, by source.
        hears: Vec<Hearing>,
    },
    /// SDES, of which only the canonical name is of use.
    Name {
        /// Who is named.
        ssrc: u32,
        /// Its CNAME.
        cname: String,
    },
    /// BYE: sources that have stopped. Never the end of a call by itself.
    Bye {
        /// Who has stopped.
        ssrcs: Vec<u32>,
    },
}

/// The body of a sender report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Who reports.
    pub ssrc: u32,
    /// NTP time of the report.
    pub ntp: u64,
    /// The same moment on the RTP clock.
    pub timestamp: u32,
    /// RTP packets sent since the start.
    pub packets: u32,
    /// Their payload bytes.
    pub octets: u32,
    /// What it hears, by source.
    pub hears: Vec<Hearing>,
}

/// One report block: how a source is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hearing {
    /// Which source.
    pub ssrc: u32,
    /// Share lost since the last report, in 256ths.
    pub fraction_lost: u8,
    /// Lost since the start, 24 bits.
    pub lost: u32,
    /// Highest sequence number with its cycles.
    pub highest: u32,
    /// Interarrival jitter in ticks.
    pub jitter: u32,
    /// The middle 32 bits of the NTP time of the last SR.
    pub last_report: u32,
    /// How long ago that was, in 65,536ths of a second.
    pub delay: u32,
}

/// What a datagram held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compound {
    /// The packets understood, in order.
    pub packets: Vec<Packet>,
    /// Packets that were cut short, malformed or of a kind of no use here.
    pub dropped: u32,
}

/// Reads a datagram; rubbish yields no packets.
pub fn read(mut bytes: &[u8]) -> Compound {
    let mut compound = Compound::default();
    while !bytes.is_empty() {
        let Some((packet, rest)) = cut(bytes) else {
            compound.dropped += 1;
            break;
        };
        match understand(packet) {
            Some(packets) if !packets.is_empty() => compound.packets.extend(packets),
            _ => compound.dropped += 1,
        }
        bytes = rest;
    }
    compound
}

/// Writes a compound. RFC 3550 §6.1 wants a report first and a name in each; that is left to the caller.
pub fn write(packets: &[Packet]) -> Vec<u8> {
    let compound = packets.iter().fold(CompoundBuilder::default(), add);
    let size = compound.calculate_size().expect("counts, losses and names are cut to the width of their fields");
    let mut bytes = vec![0; size];
    compound.write_into_unchecked(&mut bytes);
    bytes
}

/// The first packet of a compound, by its own account of its length.
fn cut(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let &[first, _, high, low, ..] = bytes else { return None };
    let length = 4 * (usize::from(u16::from_be_bytes([high, low])) + 1);
    (first >> 6 == 2).then(|| bytes.split_at_checked(length)).flatten()
}

fn understand(packet: &[u8]) -> Option<Vec<Packet>> {
    match *packet.get(1)? {
        SenderReport::PACKET_TYPE => SenderReport::parse(packet).ok().map(|report| vec![sender(&report)]),
        ReceiverReport::PACKET_TYPE => {
            let report = ReceiverReport::parse(packet).ok()?;
            Some(vec![Packet::Receiver { ssrc: report.ssrc(), hears: report.report_blocks().map(hearing).collect() }])
        }
        Sdes::PACKET_TYPE => Sdes::parse(packet).ok().map(|sdes| sdes.chunks().filter_map(name).collect()),
        Bye::PACKET_TYPE => Bye::parse(packet).ok().map(|bye| vec![Packet::Bye { ssrcs: bye.ssrcs().collect() }]),
        _ => None,
    }
}

fn sender(report: &SenderReport<'_>) -> Packet {
    Packet::Sender(Sender {
        ssrc: report.ssrc(),
        ntp: report.ntp_timestamp(),
        timestamp: report.rtp_timestamp(),
        packets: report.packet_count(),
        octets: report.octet_count(),
        hears: report.report_blocks().map(hearing).collect(),
    })
}

fn hearing(block: ReportBlock<'_>) -> Hearing {
    Hearing {
        ssrc: block.ssrc(),
        fraction_lost: block.fraction_lost(),
        lost: block.cumulative_lost(),
        highest: block.extended_sequence_number(),
        jitter: block.interarrival_jitter(),
        last_report: block.last_sender_report_timestamp(),
        delay: block.delay_since_last_sender_report_timestamp(),
    }
}

fn name(chunk: &SdesChunk<'_>) -> Option<Packet> {
    let cname = chunk.items().find(|item| item.type_() == SdesItem::CNAME)?;
    Some(Packet::Name { ssrc: chunk.ssrc(), cname: String::from_utf8_lossy(cname.value()).into_owned() })
}

fn add<'a>(compound: CompoundBuilder<'a>, packet: &'a Packet) -> CompoundBuilder<'a> {
    match packet {
        Packet::Sender(report) => {
            let builder = SenderReport::builder(report.ssrc)
                .ntp_timestamp(report.ntp)
                .rtp_timestamp(report.timestamp)
                .packet_count(report.packets)
                .octet_count(report.octets);
            compound.add_packet(report.hears.iter().take(31).fold(builder, |all, one| all.add_report_block(block(one))))
        }
        Packet::Receiver { ssrc, hears } => {
            let builder = ReceiverReport::builder(*ssrc);
            compound.add_packet(hears.iter().take(31).fold(builder, |all, one| all.add_report_block(block(one))))
        }
        Packet::Name { ssrc, cname } => {
            let item = SdesItem::builder(SdesItem::CNAME, short(cname));
            compound.add_packet(Sdes::builder().add_chunk(SdesChunk::builder(*ssrc).add_item(item)))
        }
        Packet::Bye { ssrcs } => {
            compound.add_packet(ssrcs.iter().take(31).fold(Bye::builder(), |bye, ssrc| bye.add_source(*ssrc)))
        }
    }
}

fn block(hearing: &Hearing) -> ReportBlockBuilder {
    ReportBlock::builder(hearing.ssrc)
        .fraction_lost(hearing.fraction_lost)
        .cumulative_lost(hearing.lost.min(0x00ff_ffff))
        .extended_sequence_number(hearing.highest)
        .interarrival_jitter(hearing.jitter)
        .last_sender_report_timestamp(hearing.last_report)
        .delay_since_last_sender_report_timestamp(hearing.delay)
}

/// The part of a name that its length byte can count.
fn short(name: &str) -> &str {
    let end = (0..=255).rev().find(|end| name.is_char_boundary(*end)).filter(|_| name.len() > 255);
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn full() -> Vec<Packet> {
        let hears = vec![Hearing {
            ssrc: 9,
            fraction_lost: 12,
            lost: 34,
            highest: 0x0001_ffff,
            jitter: 7,
            last_report: 0xabcd_0123,
            delay: 65536,
        }];
        let sender = Sender { ssrc: 1, ntp: 0x1234_5678_9abc_def0, timestamp: 5, packets: 6, octets: 960, hears };
        vec![
            Packet::Sender(sender.clone()),
            Packet::Receiver { ssrc: 1, hears: sender.hears },
            Packet::Name { ssrc: 1, cname: "a@b".into() },
            Packet::Bye { ssrcs: vec![1, 2] },
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = write(&full());
        assert_eq!(read(&bytes), Compound { packets: full(), dropped: 0 });
        assert!(crate::wire::rtp::is_rtcp(&bytes));
    }

    #[test]
    fn a_compound_cut_short_yields_what_came_before_the_cut() {
        let bytes = write(&full());
        let cut = read(&bytes[..bytes.len() - 4]);
        assert_eq!((cut.packets.len(), cut.dropped), (3, 1));
    }

    #[test]
    fn a_goodbye_with_a_bad_reason_and_extended_junk_are_dropped() {
        let bye = [0x81, 203, 0, 2, 0, 0, 0, 1, 200, b'x', b'y', b'z'];
        let junk = [0x80, 207, 0, 2, 1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff];
        let report = write(&full()[1..2]);
        let whole = read(&[&bye[..], &junk, &report].concat());
        assert_eq!(whole, Compound { packets: full()[1..2].to_vec(), dropped: 2 });
    }

    #[test]
    fn a_name_too_long_for_its_length_is_shortened() {
        let long = Packet::Name { ssrc: 1, cname: "é".repeat(300) };
        assert_eq!(read(&write(&[long])).packets, [Packet::Name { ssrc: 1, cname: "é".repeat(127) }]);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200), kind in 199u8..210, words in 0u16..40) {
            read(&bytes);
            if bytes.len() >= 4 {
                bytes[0] = (bytes[0] & 0x3f) | 0x80;
                bytes[1] = kind;
                bytes[2..4].copy_from_slice(&words.to_be_bytes());
                read(&bytes);
            }
        }
    }
}
