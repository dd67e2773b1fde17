//! Callwright: a self-hosted programmable voice engine.
//!
//! # Layout
//!
//! The rooms stand on floors and import downward only (`tests/floors.rs` checks it):
//!
//! | floor | rooms | knows |
//! | --- | --- | --- |
//! | 6 | `app` | configuration, command line, wiring |
//! | 5 | `edge`, `sim` | sockets, HTTP, disk, the OS clock / the virtual town |
//! | 4 | `engine` | which event belongs to which family, admission, routing |
//! | 3 | `call` | families, scripts, verbs, hooks, verdicts |
//! | 2 | `sip`, `media` | transactions and dialogs / RTP lines and groups |
//! | 1 | `wire`, `audio`, `rcml` | bytes, samples, text |
//! | 0 | `base` | time, timers, ids, seeded randomness |
//!
//! # Four kinds of methods
//!
//! Below the edge a machine has exactly four kinds of methods, and the name tells the kind: `receive` and `on_*` take
//! in what happened, plain verbs are commands, `poll` hands out what must leave, `next_timeout` and `timeout(now)` are
//! about time. The law for callers: one mutation, then `poll` until it is empty.

pub mod app;
pub mod audio;
pub mod base;
pub mod call;
pub mod edge;
pub mod engine;
pub mod media;
pub mod rcml;
pub mod sim;
pub mod sip;
pub mod wire;
