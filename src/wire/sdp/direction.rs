//! Which ways sound may flow on a stream, from the point of view of whoever says it (RFC 3264 §5.1, §6.1).

use serde::{Deserialize, Serialize};

/// Which ways sound may flow; in terms and commands always from our point of view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Both ways.
    #[default]
    SendRecv,
    /// We speak, the peer listens.
    SendOnly,
    /// We listen, the peer speaks: how a held party sees it when music is played.
    RecvOnly,
    /// Neither.
    Inactive,
}

impl Direction {
    /// The direction that allows exactly these flows.
    pub fn of(sends: bool, receives: bool) -> Self {
        match (sends, receives) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// The attribute that says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    /// The direction that an attribute of this name says.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::SendRecv, Self::SendOnly, Self::RecvOnly, Self::Inactive];
        all.into_iter().find(|direction| direction.name().eq_ignore_ascii_case(name))
    }

    /// The same stream as the peer sees it.
    pub fn reversed(self) -> Self {
        Self::of(self.receives(), self.sends())
    }

    /// What both directions allow.
    pub fn and(self, other: Self) -> Self {
        Self::of(self.sends() && other.sends(), self.receives() && other.receives())
    }

    /// Whether we may send.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// Whether the peer may send to us.
    pub fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }
}

#[cfg(test)]
mod tests {
    use super::Direction::{self, *};

    #[test]
    fn reversal_swaps_the_ways_and_twice_is_once() {
        for (ours, theirs) in [(SendRecv, SendRecv), (SendOnly, RecvOnly), (RecvOnly, SendOnly), (Inactive, Inactive)] {
            assert_eq!(ours.reversed(), theirs);
            assert_eq!(theirs.reversed(), ours);
            assert_eq!(ours.and(SendRecv), ours);
            assert_eq!(ours.and(Inactive), Inactive);
            assert_eq!(Direction::named(ours.name()), Some(ours));
            assert_eq!(Direction::of(ours.sends(), ours.receives()), ours);
        }
        assert_eq!(SendOnly.and(RecvOnly), Inactive);
    }
}
