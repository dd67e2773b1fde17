//! One target: `callwright_fuzz::rtcp` says what it plays and what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| callwright_fuzz::rtcp(data));
