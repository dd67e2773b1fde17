//! What a recognition hears: the far party of a line while it speaks, or the samples of a recording. A piece at a time,
//! and an end: that of the recording, or that the engine wants the last word.

use std::vec::IntoIter;

use tokio::sync::oneshot;

use crate::edge::forks::{Carrier, Copied};

/// Samples of a piece of a recording.
const PIECE: usize = 4000;

/// Linear samples, on their way.
#[derive(Debug)]
pub(super) enum Sound {
    /// As it is spoken.
    Live(Live),
    /// As fast as they are taken.
    Recorded(IntoIter<i16>),
}

/// The sound of a line.
#[derive(Debug)]
pub(super) struct Live {
    carrier: Carrier,
    end: oneshot::Receiver<()>,
    is_over: bool,
}

impl Sound {
    /// The next piece; `None` after the end.
    pub(super) async fn next(&mut self) -> Option<Vec<i16>> {
        match self {
            Self::Live(live) => live.next().await,
            Self::Recorded(samples) => {
                let piece: Vec<i16> = samples.take(PIECE).collect();
                (!piece.is_empty()).then_some(piece)
            }
        }
    }
}

impl Live {
    pub(super) const fn new(carrier: Carrier, end: oneshot::Receiver<()>) -> Self {
        Self { carrier, end, is_over: false }
    }

    /// The next piece; `None` when the last word is wanted and everything that was on its way has been taken.
    pub(super) async fn next(&mut self) -> Option<Vec<i16>> {
        while !self.is_over {
            tokio::select! {
                biased;
                // Who listens to a line that is closed may still want to wait: only this is an end.
                _ = &mut self.end => self.is_over = true,
                Copied::Sound { samples, .. } = self.carrier.next() => return Some(samples),
            }
        }
        match self.carrier.take()? {
            Copied::Sound { samples, .. } => Some(samples),
            Copied::Marked(_) | Copied::Spilled(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::forks::Forks;
    use crate::media::{ForkId, Output, Track};

    #[tokio::test]
    async fn what_is_on_its_way_comes_before_the_end() {
        let forks = Forks::default();
        let (conclude, end) = oneshot::channel();
        let mut live = Live::new(forks.carry(ForkId(1), 4), end);
        let give = |sample| {
            let (fork, track, at) = (ForkId(1), Track::Said, Default::default());
            forks.give(Output::Forked { fork, track, at, samples: vec![sample] });
        };
        give(1);
        assert_eq!(live.next().await, Some(vec![1]));
        give(2);
        conclude.send(()).unwrap();
        assert_eq!(live.next().await, Some(vec![2]));
        assert_eq!(live.next().await, None);
    }
}
