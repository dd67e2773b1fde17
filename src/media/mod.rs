//! Floor 2: RTP lines and the groups they live in, as values. Packets pass from line to line inside a group and never
//! climb to the engine; only commands descend and events climb.

mod command;
pub mod offer;

pub use command::{Command, Event, GroupId, LineId, Silence, Stats, Terms, Tone};
