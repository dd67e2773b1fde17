//! Where a command goes: to which group, and about which line. Whoever lends a line to another group addresses the commands
//! of its owner anew.

use super::{Command, GroupId, LineId};

impl Command {
    /// The group that the command is for.
    pub fn group(&self) -> GroupId {
        match self {
            Self::Open { group, .. }
            | Self::Shape { group, .. }
            | Self::Join { group, .. }
            | Self::Part { group, .. }
            | Self::Sound { group, .. }
            | Self::Play { group, .. }
            | Self::Hush { group, .. }
            | Self::Feed { group, .. }
            | Self::Drop { group, .. }
            | Self::Listen { group, .. }
            | Self::Record { group, .. }
            | Self::StopRecording { group, .. }
            | Self::Keep { group, .. }
            | Self::Press { group, .. }
            | Self::Enter { group, .. }
            | Self::Leave { group, .. }
            | Self::Announce { group, .. }
            | Self::Close { group, .. }
            | Self::Forget { group }
            | Self::Move { from: group, .. } => *group,
        }
    }

    /// The line that the command is about, where it is about one alone.
    pub fn line(&self) -> Option<LineId> {
        match self {
            Self::Open { line, .. }
            | Self::Shape { line, .. }
            | Self::Part { line, .. }
            | Self::Sound { line, .. }
            | Self::Play { line, .. }
            | Self::Hush { line, .. }
            | Self::Listen { line, .. }
            | Self::Keep { line, .. }
            | Self::Press { line, .. }
            | Self::Enter { line, .. }
            | Self::Leave { line, .. }
            | Self::Close { line, .. }
            | Self::Move { line, .. } => Some(*line),
            Self::Record { plan, .. } => plan.of.line(),
            Self::Join { .. }
            | Self::Feed { .. }
            | Self::Drop { .. }
            | Self::StopRecording { .. }
            | Self::Announce { .. }
            | Self::Forget { .. } => None,
        }
    }

    /// The same command for another group.
    pub fn to(mut self, elsewhere: GroupId) -> Self {
        match &mut self {
            Self::Open { group, .. }
            | Self::Shape { group, .. }
            | Self::Join { group, .. }
            | Self::Part { group, .. }
            | Self::Sound { group, .. }
            | Self::Play { group, .. }
            | Self::Hush { group, .. }
            | Self::Feed { group, .. }
            | Self::Drop { group, .. }
            | Self::Listen { group, .. }
            | Self::Record { group, .. }
            | Self::StopRecording { group, .. }
            | Self::Keep { group, .. }
            | Self::Press { group, .. }
            | Self::Enter { group, .. }
            | Self::Leave { group, .. }
            | Self::Announce { group, .. }
            | Self::Close { group, .. }
            | Self::Forget { group }
            | Self::Move { from: group, .. } => *group = elsewhere,
        }
        self
    }
}
