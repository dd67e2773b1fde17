//! How the packets of one line are passed to another: one table per direction, made when lines join or terms change,
//! looked up once per packet.

use serde::{Deserialize, Serialize};

use super::{Codec, PayloadMap};
use crate::audio::codec::Law;

/// What happens to a packet of one payload number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Passage {
    /// The other side does not know it.
    Drop,
    /// The same codec: only the number changes.
    Renumber {
        /// The payload number on the other side.
        to: u8,
    },
    /// The other law of G.711: number and payload change.
    Transcode {
        /// The law of the payload that came; its `convert` makes the other one.
        from: Law,
        /// The payload number on the other side.
        to: u8,
    },
    /// A telephone-event. Its duration must be rescaled when the two lines' event clocks differ.
    Event {
        /// The payload number on the other side.
        to: u8,
    },
}

/// The passages of all payload numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bridge(Vec<Passage>);

impl Bridge {
    /// What happens to packets with this number.
    pub fn passage(&self, payload: u8) -> Passage {
        self.0.get(usize::from(payload)).copied().unwrap_or(Passage::Drop)
    }
}

/// How what comes by the terms of `from` is passed on by the terms of `to`.
pub fn bridge(from: &PayloadMap, to: &PayloadMap) -> Bridge {
    let mut table = vec![Passage::Drop; 128];
    let mut set = |payload: u8, passage: Passage| {
        if let Some(place) = table.get_mut(usize::from(payload)) {
            *place = passage;
        }
    };
    for format in &from.formats {
        set(format.recv, sound(format.codec, to));
    }
    if let (Some(from), Some(to)) = (&from.events, &to.events) {
        set(from.recv, Passage::Event { to: to.send });
    }
    Bridge(table)
}

fn sound(codec: Codec, to: &PayloadMap) -> Passage {
    if let Some(same) = to.of(codec) {
        return Passage::Renumber { to: same.send };
    }
    let other = to.formats.iter().find(|format| codec.reaches(format.codec));
    match (codec.law(), other) {
        (Some(from), Some(other)) => Passage::Transcode { from, to: other.send },
        _ => Passage::Drop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::offer::{EventFormat, Format};

    fn map(formats: &[(Codec, u8, u8)], events: Option<(u8, u8)>) -> PayloadMap {
        PayloadMap {
            formats: formats
                .iter()
                .map(|(codec, send, recv)| Format { codec: *codec, send: *send, recv: *recv })
                .collect(),
            events: events.map(|(send, recv)| EventFormat { send, recv, clock: 8000 }),
        }
    }

    #[test]
    fn each_number_goes_its_way() {
        let a = map(&[(Codec::Opus, 96, 107), (Codec::Pcmu, 0, 0), (Codec::G722, 9, 9)], Some((101, 102)));
        let b = map(&[(Codec::Pcma, 8, 8), (Codec::Opus, 120, 121)], Some((97, 98)));
        let forth = bridge(&a, &b);
        assert_eq!(forth.passage(107), Passage::Renumber { to: 120 });
        assert_eq!(forth.passage(0), Passage::Transcode { from: Law::Mu, to: 8 });
        assert_eq!(forth.passage(9), Passage::Drop);
        assert_eq!(forth.passage(102), Passage::Event { to: 97 });
        for unknown in [8, 13, 96, 101, 127, 200] {
            assert_eq!(forth.passage(unknown), Passage::Drop, "{unknown}");
        }
        let back = bridge(&b, &a);
        assert_eq!(back.passage(8), Passage::Transcode { from: Law::A, to: 0 });
        assert_eq!(back.passage(98), Passage::Event { to: 101 });
    }

    #[test]
    fn the_same_codec_is_never_transcoded_even_when_it_is_not_the_first() {
        let a = map(&[(Codec::Pcmu, 0, 0)], None);
        let b = map(&[(Codec::Pcma, 8, 8), (Codec::Pcmu, 0, 0)], Some((101, 101)));
        assert_eq!(bridge(&a, &b).passage(0), Passage::Renumber { to: 0 });
        assert_eq!(bridge(&b, &a).passage(101), Passage::Drop);
    }
}
