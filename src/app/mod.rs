//! Floor 6: configuration, logs, command line, wiring. Knows every room and no protocol.

pub mod cli;
pub mod config;
pub mod log;
