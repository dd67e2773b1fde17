//! RTP packets: read whole, rewritten in place, written new. RFC 3550 §5.1.
//!
//! Order, loss and who may send are the line's business. What lies about its own length is refused here, so that the
//! ranges handed out always lie inside the packet.

use std::ops::Range;

use rtp_rs::{RtpPacketBuilder, RtpReader, RtpReaderError};

/// The shortest RTP packet: a header without sources, extension and payload.
pub const HEADER_LEN: usize = RtpReader::MIN_HEADER_LEN;

/// What a relay may change: the fixed header less version, padding, extension and source count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Begins a talkspurt or an event.
    pub marker: bool,
    /// The payload number, below 128.
    pub payload_type: u8,
    /// The sequence number.
    pub sequence: u16,
    /// The time of the first sample, in ticks of the format's clock.
    pub timestamp: u32,
    /// Who sends.
    pub ssrc: u32,
}

/// A packet that was found to be sound, without its bytes: they stay free to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The header fields.
    pub header: Header,
    /// Where the payload is, without padding.
    pub payload: Range<usize>,
}

/// Why bytes are not an RTP packet. The peer's fault, or not RTP at all; it is dropped and counted (M4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Fewer bytes than a header has.
    #[error("an RTP packet of {0} bytes is shorter than its header")]
    Short(usize),
    /// Not version 2.
    #[error("the first two bits say RTP version {0}, not 2")]
    Version(u8),
    /// The source list or the extension ends after the packet.
    #[error("sources and extension would need {needed} bytes, the RTP packet has {present}")]
    Header {
        /// What the header claims.
        needed: usize,
        /// What came.
        present: usize,
    },
    /// The padding is zero or longer than what follows the header.
    #[error("a padding of {0} bytes does not fit into the RTP packet")]
    Padding(u8),
}

/// Reads the packet that `bytes` are.
pub fn read(bytes: &[u8]) -> Result<Packet, Malformed> {
    let reader = RtpReader::new(bytes).map_err(Malformed::from)?;
    let header = Header {
        marker: reader.mark(),
        payload_type: reader.payload_type(),
        sequence: reader.sequence_number().into(),
        timestamp: reader.timestamp(),
        ssrc: reader.ssrc(),
    };
    let start = reader.payload_offset();
    Ok(Packet { header, payload: start..start + reader.payload().len() })
}

/// How many bytes stand before the payload: header, sources and extension. Unlike `read`, this asks nothing of the end
/// of the packet: while it is encrypted, its padding cannot be told.
pub fn header_len(bytes: &[u8]) -> Result<usize, Malformed> {
    let short = Malformed::Short(bytes.len());
    let first = *bytes.first().filter(|_| bytes.len() >= HEADER_LEN).ok_or(short)?;
    if first >> 6 != 2 {
        return Err(Malformed::Version(first >> 6));
    }
    let sources = HEADER_LEN + 4 * usize::from(first & 0x0f);
    let needed = match bytes.get(sources..).and_then(<[u8]>::first_chunk) {
        _ if first & 0x10 == 0 => sources,
        Some([_, _, high, low]) => sources + 4 + 4 * usize::from(u16::from_be_bytes([*high, *low])),
        None => sources + 4,
    };
    if needed > bytes.len() {
        return Err(Malformed::Header { needed, present: bytes.len() });
    }
    Ok(needed)
}

/// The SSRC and the sequence number of what looks like a packet, encrypted or not.
pub fn sender(bytes: &[u8]) -> Option<(u32, u16)> {
    let (fixed, _) = bytes.split_first_chunk::<HEADER_LEN>()?;
    let [_, _, high, low, .., a, b, c, d] = *fixed;
    Some((u32::from_be_bytes([a, b, c, d]), u16::from_be_bytes([high, low])))
}

/// Puts `header` into a packet that `read` accepted; payload, extension and padding stay. Bytes too short for a header
/// are left alone.
pub fn rewrite(packet: &mut [u8], header: &Header) {
    let Some((fixed, _)) = packet.split_first_chunk_mut::<HEADER_LEN>() else { return };
    fixed[1] = (u8::from(header.marker) << 7) | (header.payload_type & 0x7f);
    fixed[2..4].copy_from_slice(&header.sequence.to_be_bytes());
    fixed[4..8].copy_from_slice(&header.timestamp.to_be_bytes());
    fixed[8..12].copy_from_slice(&header.ssrc.to_be_bytes());
}

/// A new packet without sources, extension and padding.
pub fn write(header: &Header, payload: &[u8]) -> Vec<u8> {
    RtpPacketBuilder::new()
        .payload_type(header.payload_type & 0x7f)
        .marked(header.marker)
        .sequence(header.sequence.into())
        .timestamp(header.timestamp)
        .ssrc(header.ssrc)
        .payload(payload)
        .build()
        .expect("the payload number is below 128 and there is no extension, the only things that are refused")
}

/// Whether a packet on a port shared with RTCP is RTCP: payload numbers 64 to 95 with the marker (RFC 5761 §4).
pub fn is_rtcp(bytes: &[u8]) -> bool {
    bytes.get(1).is_some_and(|kind| (192..=223).contains(kind))
}

impl From<RtpReaderError> for Malformed {
    fn from(error: RtpReaderError) -> Self {
        match error {
            RtpReaderError::BufferTooShort(length) => Self::Short(length),
            RtpReaderError::UnsupportedVersion(version) => Self::Version(version),
            RtpReaderError::HeadersTruncated { header_len, buffer_len } => {
                Self::Header { needed: header_len, present: buffer_len }
            }
            RtpReaderError::PaddingLengthInvalid(length) => Self::Padding(length),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: Header =
        Header { marker: true, payload_type: 101, sequence: 0xfffe, timestamp: 0x0102_0304, ssrc: 0xdead_beef };

    #[test]
    fn what_is_written_is_read_and_rewritten_in_place() {
        let mut bytes = write(&HEADER, b"voice");
        assert_eq!(read(&bytes), Ok(Packet { header: HEADER, payload: 12..17 }));
        let next = Header { marker: false, payload_type: 8, sequence: 1, timestamp: u32::MAX, ssrc: 7 };
        rewrite(&mut bytes, &next);
        assert_eq!(read(&bytes).unwrap().header, next);
        assert_eq!(&bytes[12..], b"voice");
    }

    #[test]
    fn rewriting_keeps_sources_extension_and_padding() {
        let mut bytes = vec![0xb1, 0x00, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9, 9, 9, 0xbe, 0xde, 0, 1, 1, 2, 3, 4];
        bytes.extend([5, 5, 5, 0, 0, 3]);
        rewrite(&mut bytes, &HEADER);
        let packet = read(&bytes).unwrap();
        assert_eq!((packet.header, packet.payload), (HEADER, 24..27));
        assert_eq!(bytes[0], 0xb1);
    }

    #[test]
    fn a_packet_that_lies_about_its_length_is_refused() {
        let sound = write(&HEADER, &[0; 20]);
        let with = |at: usize, value: u8| {
            let mut bytes = sound.clone();
            bytes[at] = value;
            read(&bytes)
        };
        assert_eq!(read(&sound[..11]), Err(Malformed::Short(11)));
        assert_eq!(with(0, 0x40), Err(Malformed::Version(1)));
        assert_eq!(with(0, 0x8f), Err(Malformed::Header { needed: 72, present: 32 }));
        assert_eq!(with(0, 0xa0), Err(Malformed::Padding(0)));
        let mut padded = sound.clone();
        (padded[0], padded[31]) = (0xa0, 21);
        assert_eq!(read(&padded), Err(Malformed::Padding(21)));
        let mut extended = sound.clone();
        (extended[0], extended[14]) = (0x90, 0xff);
        assert!(matches!(read(&extended), Err(Malformed::Header { .. })));
    }

    #[test]
    fn rtcp_on_a_shared_port_is_told_by_its_second_byte() {
        assert!(is_rtcp(&[0x80, 200]) && is_rtcp(&[0x80, 203, 0, 1]));
        assert!(!is_rtcp(&write(&HEADER, b"")) && !is_rtcp(&[0x80]));
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_the_payload_lies_inside(mut bytes in prop::collection::vec(any::<u8>(), 0..120), v in any::<bool>()) {
            if let (true, Some(first)) = (v, bytes.first_mut()) {
                *first = (*first & 0x3f) | 0x80;
            }
            if let Ok(packet) = read(&bytes) {
                prop_assert_eq!(header_len(&bytes), Ok(packet.payload.start));
                prop_assert!(bytes.get(packet.payload.clone()).is_some());
                let before = packet.payload;
                rewrite(&mut bytes, &HEADER);
                prop_assert_eq!(read(&bytes).unwrap(), Packet { header: HEADER, payload: before });
            }
            rewrite(&mut bytes, &HEADER);
        }
    }
}
