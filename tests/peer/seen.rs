//! What tshark says of the packets of a test, line by line: whose they are, what they were, what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

/// The severity of an error among tshark's experts, which it prints by number.
pub(crate) const ERROR: &str = "8388608";
/// What is printed of each packet that is looked at.
pub(crate) const FIELDS: [&str; 17] = [
    "frame.number",
    "frame.protocols",
    "_ws.malformed",
    "_ws.expert.severity",
    "_ws.expert.message",
    "sdp.media_attr",
    "sdp.media.port",
    "udp.srcport",
    "udp.dstport",
    "tcp.stream",
    "tcp.srcport",
    "tcp.dstport",
    "sip.Via.sent-by.port",
    "sip.Method",
    "rtp.ssrc",
    "rtp.seq",
    "rtp.timestamp",
];

/// What passed by.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Messages of SIP that could be read.
    pub(crate) messages: usize,
    /// Those of them that came over TLS.
    pub(crate) unsealed: usize,
    /// Connections of TCP with messages of SIP that could be read.
    pub(crate) connections: usize,
    /// Requests by method.
    pub(crate) requests: BTreeMap<String, usize>,
    /// Packets with records of TLS.
    pub(crate) records: usize,
    /// Packets of RTP or SRTP.
    pub(crate) sound: usize,
    /// Packets of keys (RFC 4733) that could be read.
    pub(crate) keys: usize,
    /// What the engine sent from each port, by source, as far as it could be read: number and timestamp of each packet
    /// of RTP, in the order in which they left.
    pub(crate) streams: BTreeMap<(u16, String), Vec<(u16, u32)>>,
    /// Lines about packets that are wrong.
    pub(crate) faults: Vec<String>,
}

/// One packet, by what is printed of it.
struct Packet<'a> {
    line: &'a str,
    columns: [&'a str; FIELDS.len()],
}

impl Seen {
    /// `said` is about all that came by the ports of telephones. Of what goes by TCP only that is looked
    /// at which concerns an engine that listens on `port` and, by TLS, the next. Its RTP comes from ports
    /// of `media`. `plain` where it encrypts no sound.
    pub(crate) fn read(said: &str, port: u16, media: (u16, u16), plain: bool) -> Self {
        // A warning about running as root is none of the packets.
        let lines = said.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
        let packets: Vec<_> = lines.map(Packet::read).collect();
        let ours: BTreeSet<&str> = packets.iter().filter(|packet| packet.is_of(port)).map(Packet::stream).collect();
        let packets = packets.iter().filter(|packet| packet.stream().is_empty() || ours.contains(packet.stream()));
        let (mut own, mut hides) = (Self::default(), false);
        // The ports of lines that may be encrypted, with those of their RTCP.
        let mut sealed: BTreeSet<u16> = BTreeSet::new();
        let (mut faults, mut connections) = (Vec::new(), BTreeSet::new());
        for packet in packets {
            own.count(packet, media);
            hides |= packet.has("tls") && !plain;
            if packet.has("sip") && !packet.stream().is_empty() {
                connections.insert(packet.stream());
            }
            if packet.column("sdp.media_attr").contains("crypto:") {
                sealed.extend(packet.ports("sdp.media.port").flat_map(|port| [port, port.saturating_add(1)]));
            }
            if packet.is_wrong() {
                faults.push(packet);
            }
        }
        // What SRTP has sealed, its RTCP above all, is no RTCP to whoever lacks the keys.
        let is_sealed = |port: u16| hides || sealed.contains(&port);
        faults.retain(|packet| {
            let mut ports = packet.ports("udp.srcport").chain(packet.ports("udp.dstport"));
            !(packet.is_sound() && ports.any(is_sealed))
        });
        own.connections = connections.len();
        own.faults = faults.into_iter().map(|packet| packet.line.to_owned()).collect();
        own
    }

    /// Fails where a packet is missing from what the engine sent by itself.
    pub(crate) fn assert_no_holes(&self) {
        assert!(!self.streams.is_empty(), "no sound of the engine is seen");
        for (stream, packets) in &self.streams {
            let follows = |pair: &[(u16, u32)]| pair[1].0 == pair[0].0.wrapping_add(1);
            assert!(packets.windows(2).all(follows), "{stream:?}: {packets:?}");
        }
    }

    fn count(&mut self, packet: &Packet<'_>, media: (u16, u16)) {
        self.messages += usize::from(packet.has("sip"));
        self.unsealed += usize::from(packet.has("sip") && packet.has("tls"));
        self.records += usize::from(packet.has("tls"));
        self.sound += usize::from(packet.has("rtp") || packet.has("srtp"));
        self.keys += usize::from(packet.has("rtpevent"));
        for method in packet.column("sip.Method").split(',').filter(|method| !method.is_empty()) {
            *self.requests.entry(method.to_owned()).or_default() += 1;
        }
        let from = packet.ports("udp.srcport").next().filter(|port| (media.0..=media.1).contains(port));
        let number = (packet.column("rtp.seq").parse().ok()).zip(packet.column("rtp.timestamp").parse().ok());
        if let Some((from, number)) = from.zip(number) {
            self.streams.entry((from, packet.column("rtp.ssrc").to_owned())).or_default().push(number);
        }
    }
}

impl<'a> Packet<'a> {
    fn read(line: &'a str) -> Self {
        let columns: Vec<_> = line.split('\t').collect();
        let columns = columns.try_into().unwrap_or_else(|_| panic!("a column for each field: {line}"));
        Self { line, columns }
    }

    fn column(&self, field: &str) -> &'a str {
        self.columns[FIELDS.iter().position(|own| *own == field).expect("one of the fields")]
    }

    fn ports(&self, field: &str) -> impl Iterator<Item = u16> + use<'a> {
        self.column(field).split(',').filter_map(|port| port.parse().ok())
    }

    fn has(&self, protocol: &str) -> bool {
        self.column("frame.protocols").split(':').any(|own| own == protocol)
    }

    fn stream(&self) -> &'a str {
        self.column("tcp.stream")
    }

    /// Whether it tells that its connection is one of an engine that listens on `port`: that one leads there, or a
    /// message in it was sent from there, whichever port the system gave to a connection that the engine opened.
    fn is_of(&self, port: u16) -> bool {
        let is_its = |other: u16| (port..=port + 1).contains(&other);
        let mut ends = self.ports("tcp.srcport").chain(self.ports("tcp.dstport"));
        ends.any(is_its) || self.ports("sip.Via.sent-by.port").next().is_some_and(is_its)
    }

    fn is_wrong(&self) -> bool {
        let mut severities = self.column("_ws.expert.severity").split(',');
        !self.column("_ws.malformed").is_empty() || severities.any(|severity| severity == ERROR)
    }

    fn is_sound(&self) -> bool {
        ["rtp", "rtcp"].iter().any(|name| self.column("frame.protocols").contains(&format!(":udp:{name}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with these columns, which says nothing about the others.
    fn line(columns: &[(&str, &str)]) -> String {
        let says = |field: &&str| columns.iter().find(|(own, _)| own == field).map_or("", |(_, text)| *text);
        FIELDS.iter().map(says).collect::<Vec<_>>().join("\t")
    }

    fn seen(lines: &[&str]) -> Seen {
        Seen::read(&lines.join("\n"), 5060, (4000, 4999), false)
    }

    fn fault(port: &str) -> String {
        let severity = ("_ws.expert.severity", ERROR);
        line(&[("frame.number", "2"), ("frame.protocols", "eth:ip:udp:rtcp"), severity, ("udp.srcport", port)])
    }

    fn offer(attribute: &str, port: &str) -> String {
        let sip = ("frame.protocols", "eth:ip:udp:sip:sdp");
        line(&[("frame.number", "1"), sip, ("sdp.media_attr", attribute), ("sdp.media.port", port)])
    }

    #[test]
    fn sound_of_one_sealed_line_excuses_no_other() {
        let sip = offer("crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x", "4000");
        let plain = offer("sendrecv", "4100");
        assert_eq!(seen(&[&sip, &plain, &fault("4000"), &fault("4001")]).faults.len(), 0);
        assert_eq!(seen(&[&sip, &plain, &fault("4000"), &fault("4101")]).faults.len(), 1);
        let tls = line(&[("frame.number", "4"), ("frame.protocols", "eth:ip:tcp:tls"), ("tcp.dstport", "5061")]);
        assert_eq!(seen(&[&tls, &fault("4101")]).faults.len(), 0, "nobody knows what was agreed on there");
    }

    #[test]
    fn a_connection_from_any_port_is_the_engines_when_a_message_in_it_is() {
        let tcp = |stream, via, severity| {
            line(&[
                ("frame.number", "1"),
                ("frame.protocols", "eth:ip:tcp:sip"),
                ("tcp.stream", stream),
                ("tcp.srcport", "39000"),
                ("tcp.dstport", "10000"),
                ("sip.Via.sent-by.port", via),
                ("_ws.expert.severity", severity),
            ])
        };
        let (request, broken) = (tcp("1", "5060", ""), tcp("1", "", ERROR));
        let (other, theirs) = (tcp("2", "7000,5060", ""), tcp("2", "", ERROR));
        let all = seen(&[&request, &broken, &other, &theirs]);
        assert_eq!((all.connections, all.messages, all.faults.len()), (1, 2, 1), "{all:?}");
    }
}
