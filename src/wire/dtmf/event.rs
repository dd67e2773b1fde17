//! The payload of a telephone-event packet (RFC 4733 §2.3).

/// One report about a key that is held or was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which event; `key` tells the key.
    pub code: u8,
    /// The key was released.
    pub end: bool,
    /// Level in dB below 0 dBm0, 0 to 63.
    pub volume: u8,
    /// How long the key has been held so far, in ticks of the format's clock.
    pub duration: u16,
}

impl Event {
    /// Reads the payload; what follows the first four bytes is further events, which nobody sends, and is ignored.
    pub fn read(payload: &[u8]) -> Option<Self> {
        let (&[code, flags, high, low], _) = payload.split_first_chunk::<4>()?;
        let duration = u16::from_be_bytes([high, low]);
        Some(Self { code, end: flags & 0x80 != 0, volume: flags & 0x3f, duration })
    }

    /// The payload; the reserved bit is zero.
    pub fn write(&self) -> [u8; 4] {
        let [high, low] = self.duration.to_be_bytes();
        [self.code, (u8::from(self.end) << 7) | (self.volume & 0x3f), high, low]
    }

    /// The key that was pressed.
    pub fn key(&self) -> Option<char> {
        super::key(self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_rfc_are_read_and_written() {
        // RFC 4733 §5: digits 9, 1, 1 at 8 kHz; volumes 7, 10, 10.
        let rows = [
            ([9, 7, 0x01, 0x90], Event { code: 9, end: false, volume: 7, duration: 400 }),
            ([9, 0x87, 0x06, 0x40], Event { code: 9, end: true, volume: 7, duration: 1600 }),
            ([1, 10, 0x05, 0x78], Event { code: 1, end: false, volume: 10, duration: 1400 }),
            ([1, 0x8a, 0x06, 0xe0], Event { code: 1, end: true, volume: 10, duration: 1760 }),
        ];
        for (bytes, event) in rows {
            assert_eq!(Event::read(&bytes), Some(event));
            assert_eq!(event.write(), bytes);
        }
        assert_eq!(Event::read(&[11, 0x80, 0, 0]).and_then(|event| event.key()), Some('#'));
    }

    #[test]
    fn the_reserved_bit_and_trailing_bytes_are_ignored_and_a_short_payload_is_none() {
        assert_eq!(Event::read(&[5, 0x4a, 0, 1, 9, 9]), Some(Event { code: 5, end: false, volume: 10, duration: 1 }));
        assert_eq!(Event::read(&[5, 0x4a, 0]), None);
        assert_eq!(Event { code: 5, end: false, volume: 255, duration: 0 }.write()[1], 63);
    }
}
