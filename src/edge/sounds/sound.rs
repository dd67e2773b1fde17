//! A decoded sound while it is decoded and afterwards: pieces that all calls share, and its end.

use std::sync::Arc;

use tokio::sync::watch;

use crate::call::source::LoadFault;

/// Mono samples at one rate, piece by piece. Dropped by everybody, it tells its decoder to stop.
#[derive(Debug)]
pub(super) struct Sound(watch::Sender<State>);

#[derive(Debug, Default)]
struct State {
    pieces: Vec<Arc<[i16]>>,
    /// How many pieces there were when its decoder had come to its end.
    before_rest: Option<usize>,
    end: Option<Result<(), LoadFault>>,
}

/// What a listener comes to next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Next {
    /// More of it.
    Piece(Arc<[i16]>),
    /// That was all, or all that could be had.
    End(Result<(), LoadFault>),
}

impl Sound {
    /// One that nothing is known of yet.
    pub(super) fn empty() -> Self {
        Self(watch::Sender::new(State::default()))
    }

    /// Adds what comes next.
    pub(super) fn add(&self, piece: &[i16]) {
        self.0.send_modify(|state| state.pieces.push(piece.into()));
    }

    /// Nothing more is decoded: what is added from now on has been waiting, and the end follows at once.
    pub(super) fn rest(&self) {
        self.0.send_modify(|state| state.before_rest = Some(state.pieces.len()));
    }

    /// Whether nothing of it was given before its decoder had come to its end.
    pub(super) fn is_all_rest(&self) -> bool {
        self.0.borrow().before_rest == Some(0)
    }

    /// Nothing more comes.
    pub(super) fn close(&self, end: Result<(), LoadFault>) {
        self.0.send_modify(|state| state.end = Some(end));
    }

    /// Whether nothing of it has come.
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().pieces.is_empty()
    }

    /// Bytes that it takes in memory.
    pub(super) fn size(&self) -> usize {
        self.0.borrow().pieces.iter().map(|piece| std::mem::size_of_val::<[i16]>(piece)).sum()
    }

    /// Goes through it from its beginning.
    pub(super) fn listen(&self) -> Listener {
        Listener { state: self.0.subscribe(), at: 0 }
    }
}

/// A walk through a sound.
#[derive(Debug)]
pub(super) struct Listener {
    state: watch::Receiver<State>,
    at: usize,
}

impl Listener {
    /// Waits for what comes next; the end is told again and again.
    pub(super) async fn next(&mut self) -> Next {
        loop {
            if let Some(next) = self.look() {
                return next;
            }
            if self.state.changed().await.is_err() {
                return self.look().unwrap_or(Next::End(Err(LoadFault::Unreadable("its decoder gave up".into()))));
            }
        }
    }

    fn look(&mut self) -> Option<Next> {
        let state = self.state.borrow_and_update();
        let Some(piece) = state.pieces.get(self.at) else { return state.end.clone().map(Next::End) };
        self.at += 1;
        Some(Next::Piece(Arc::clone(piece)))
    }
}
