//! Floor 5: the virtual town. Phones that ring, answer, press keys and misbehave, a web server with documents, a net that
//! loses and delays by seed, and the engine that `serve` runs, all on a virtual clock.
//!
//! `story` reads what shall happen, `town` lets it happen, `transcript` writes it down, `judge` compares, `ladder` draws.

mod director;
mod glimpse;
mod house;
mod judge;
mod ladder;
mod net;
mod phone;
pub mod story;
mod town;
mod transcript;
mod web;

pub use judge::{Evidence, Failure, Received};
pub use ladder::{Style, draw, plain};
pub use story::{Fault, Story, Weather};
pub use town::{Options, Performance, play};
pub use transcript::{Entry, Fate, Scene, Transcript};
pub use web::Asked;
