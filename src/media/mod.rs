//! Floor 2: RTP lines and the groups they live in, as values. Packets pass from line to line inside a group and never
//! climb to the engine; only commands descend and events climb.

mod answerer;
mod board;
mod clip;
mod command;
mod desk;
mod ear;
mod echo;
mod fit;
mod fork;
mod gaps;
mod group;
mod guard;
mod hearing;
mod hearsay;
mod keys;
mod lane;
mod line;
mod mouth;
pub mod offer;
mod own_keys;
mod play;
mod ports;
mod pouring;
mod press;
mod quality;
mod reception;
mod recorder;
mod report;
mod rest;
mod source;
mod stream;
mod watch;
mod window;

#[cfg(test)]
mod tests;

pub use board::{Board, Handover};
pub use command::{
    Answerer, ClipId, Command, DeadAir, Ended, Event, ForkId, GroupId, LineId, Listening, Measures, Of, Piece, PlayId,
    Recording, Silence, Sounding, Stats, Terms, Tone, Track, Tracks,
};
pub use desk::{Channel, Output, Seat, Writing};
pub use group::Forward;
pub use ports::Ports;
pub use quality::{Mos, Scale, Score};
pub use rest::Resting;
