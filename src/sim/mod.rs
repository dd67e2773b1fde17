//! Floor 5: the virtual town. Phones that ring, answer, press keys and misbehave, a web server with documents, a net
//! that loses and delays by seed, and the engine that `serve` runs, all on a virtual clock.
//!
//! `story` reads what shall happen, `town` lets it happen, `transcript`
//! writes it down, `judge` compares, `ladder` draws.

pub mod acoustics;
mod deeds;
mod director;
mod glimpse;
mod house;
mod judge;
mod ladder;
mod laws;
mod listener;
mod loader;
mod made;
mod names;
mod net;
pub mod phone;
mod plot;
mod recogniser;
mod shelf;
mod sockets;
mod stock;
pub mod story;
mod town;
mod transcript;
mod web;

pub use judge::{Evidence, Failure, Received};
pub use ladder::{Live, Sound, Style, draw, plain};
pub use plot::plot;
pub use shelf::Record;
pub use sockets::{Got, Stream};
pub use story::{Fault, Story, Weather};
pub use town::{Options, Performance, Track, play};
pub use transcript::{APP, ENGINE, Entry, Fate, Scene, Transcript, reply_text};
pub use web::Asked;
