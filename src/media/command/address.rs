//! Where a command goes: to which group, and about which line. Whoever lends a line to another group addresses the
//! commands of its owner anew.

use super::{Command, GroupId, LineId};

/// The group in a command, to be read or to be written.
macro_rules! group_of {
    ($command:expr) => {
        match $command {
            Command::Open { group, .. }
            | Command::Shape { group, .. }
            | Command::Exchange { group, .. }
            | Command::Watch { group, .. }
            | Command::Join { group, .. }
            | Command::Part { group, .. }
            | Command::Sound { group, .. }
            | Command::Play { group, .. }
            | Command::Hush { group, .. }
            | Command::Feed { group, .. }
            | Command::Drop { group, .. }
            | Command::Listen { group, .. }
            | Command::Record { group, .. }
            | Command::StopRecording { group, .. }
            | Command::Fork { group, .. }
            | Command::Unfork { group, .. }
            | Command::Inherit { group, .. }
            | Command::Pour { group, .. }
            | Command::Mark { group, .. }
            | Command::Clear { group, .. }
            | Command::Keep { group, .. }
            | Command::Press { group, .. }
            | Command::PressBy { group, .. }
            | Command::Enter { group, .. }
            | Command::Leave { group, .. }
            | Command::Announce { group, .. }
            | Command::Close { group, .. }
            | Command::Forget { group }
            | Command::Move { from: group, .. } => group,
        }
    };
}

impl Command {
    /// The group that the command is for.
    pub fn group(&self) -> GroupId {
        *group_of!(self)
    }

    /// The line that the command is about, where it is about one; of two that are exchanged the one whose place it is.
    pub fn line(&self) -> Option<LineId> {
        match self {
            Self::Open { line, .. }
            | Self::Shape { line, .. }
            | Self::Exchange { line, .. }
            | Self::Watch { line, .. }
            | Self::Part { line, .. }
            | Self::Sound { line, .. }
            | Self::Play { line, .. }
            | Self::Hush { line, .. }
            | Self::Listen { line, .. }
            | Self::Fork { line, .. }
            | Self::Unfork { line, .. }
            | Self::Pour { line, .. }
            | Self::Mark { line, .. }
            | Self::Clear { line, .. }
            | Self::Keep { line, .. }
            | Self::Press { line, .. }
            | Self::PressBy { line, .. }
            | Self::Enter { line, .. }
            | Self::Leave { line, .. }
            | Self::Close { line, .. }
            | Self::Move { line, .. } => Some(*line),
            Self::Record { plan, .. } => plan.of.line(),
            Self::Join { .. }
            | Self::Inherit { .. }
            | Self::Feed { .. }
            | Self::Drop { .. }
            | Self::StopRecording { .. }
            | Self::Announce { .. }
            | Self::Forget { .. } => None,
        }
    }

    /// The same command for another group.
    pub fn to(mut self, elsewhere: GroupId) -> Self {
        *group_of!(&mut self) = elsewhere;
        self
    }
}
