//! WAV files of 8000 samples a second, 16 bits, one channel: what telephones say and what they heard.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use callwright::audio::{RATE, voice};

/// Seconds that a telephone can talk.
const SPEECH: u32 = 60;

/// What a user says, always the same.
pub(crate) fn voice_of(user: &str) -> Arc<[i16]> {
    // Making it takes longer than saying it should.
    static VOICES: Mutex<BTreeMap<String, Arc<[i16]>>> = Mutex::new(BTreeMap::new());
    let mut voices = VOICES.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || voice::start(user.bytes().map(u64::from).sum(), (SPEECH * RATE) as usize).into();
    Arc::clone(voices.entry(user.to_owned()).or_insert_with(make))
}

/// Bytes before the samples where nothing but them is in a file.
const HEAD: usize = 44;

/// The samples behind the head, as many as have been written; none without a file. The head itself may come last.
pub(crate) fn read(path: &Path) -> Vec<i16> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let data = head.windows(4).position(|window| window == b"data").map_or(HEAD, |at| at + 8);
    let (samples, _) = bytes.get(data..).unwrap_or_default().as_chunks::<2>();
    samples.iter().map(|sample| i16::from_le_bytes(*sample)).collect()
}

/// A whole file.
pub(crate) fn write(samples: &[i16]) -> Vec<u8> {
    write_at(samples, RATE)
}

/// The same of so many samples a second.
pub(crate) fn write_at(samples: &[i16], rate: u32) -> Vec<u8> {
    let length = u32::try_from(samples.len() * 2).expect("seconds");
    let mut file = Vec::from(*b"RIFF");
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(length.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}
