//! Keys on the wire: RFC 4733 events and the bodies of SIP INFO. Once-per-press is the line's business.

mod event;
mod info;

pub use event::Event;
pub use info::{INFO, Press, read_info, write_info};

/// The keys in the order of their event codes (RFC 4733 §3.2).
const KEYS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

/// The key of an event code; codes above 15 (flash, tones of other tables) are no keys.
pub fn key(code: u8) -> Option<char> {
    KEYS.get(usize::from(code)).copied()
}

/// The event code of a key.
pub fn code(key: char) -> Option<u8> {
    let key = key.to_ascii_uppercase();
    KEYS.iter().zip(0..).find(|(known, _)| **known == key).map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_codes_are_one_table() {
        for wanted in 0..16 {
            assert_eq!(code(key(wanted).unwrap()), Some(wanted));
        }
        assert_eq!((code('*'), code('#'), code('d')), (Some(10), Some(11), Some(15)));
        assert_eq!((key(16), key(255), code('E'), code('é')), (None, None, None, None));
    }
}
