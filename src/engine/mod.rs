//! Floor 4: the engine, which is a value. Things that happen are given to it with the time, things to do are taken from
//! it; inside it routes between the SIP machines, the media groups and the families of calls.
//!
//! ```text
//! engine.handle(now, input);
//! while let Some(output) = engine.poll() { … }
//! engine.next_timeout()            // call handle(that time, Input::Tick) then
//! ```

pub mod courier;
pub mod settings;

pub use settings::{Application, Settings};
