//! Floor 3: families of calls, their scripts and verbs, hooks and verdicts. Knows neither sockets nor bytes.
//!
//! A [`family::Family`] owns [`call::Call`]s; on a call a [`script::Script`] goes through a document verb by verb; a
//! verb acts through its [`stage::Stage`] and reacts to [`cue::Cue`]s; what leaves the family are [`effect::Effect`]s.
//! Text messages belong to no family: [`reading`] has what becomes of one that an application reads. Nor do
//! announcements in conferences: [`announcement`].

pub mod announcement;
pub mod ask;
#[expect(
    clippy::module_inception,
    reason = "the floor is named after its main thing, and so is the file of that thing"
)]
pub mod call;
pub mod compat;
pub mod cue;
pub mod destination;
pub mod detection;
pub mod diversion;
pub mod effect;
pub mod family;
pub mod hook;
pub mod mail;
pub mod message;
pub mod queue;
pub mod reading;
pub mod recogniser;
pub mod recording;
pub mod room;
pub mod rules;
pub mod script;
pub mod source;
pub mod stage;
pub mod stream;
pub mod transfer;
pub mod trunk;
pub mod verb;
pub mod verdict;

use serde::{Deserialize, Serialize};

pub use effect::{Cdr, Level, Note};

/// One question to a customer's server; the answer carries it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u64);
