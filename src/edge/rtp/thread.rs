//! The loop of one media thread: sleep until a packet, an order or a deadline; one packet an event; then what is due.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;

use super::super::clock::Clock;
use super::sockets::{Ready, Sockets};
use crate::base::{RecordingSid, Time};
use crate::media::{Board, Channel, Command, Event, GroupId, Output, Seat, Writing};

/// Events taken at once: deadlines and orders wait for no more packets than these.
const BATCH: usize = 256;
/// Room for one packet.
const ROOM: usize = 2048;

/// What a thread is told.
#[derive(Debug)]
pub(super) enum Order {
    /// Carry out a command.
    Carry(Box<Command>),
    /// Close everything and end.
    Stop,
}

/// One media thread.
pub(super) struct Thread<E, W> {
    board: Board,
    clock: Clock,
    inbox: Receiver<Order>,
    bell: Arc<OwnedFd>,
    sockets: Sockets,
    events: E,
    writes: W,
}

impl<E: Fn(Event), W: Fn(GroupId, RecordingSid, Writing)> Thread<E, W> {
    pub(super) fn new(
        board: Board,
        clock: Clock,
        inbox: Receiver<Order>,
        bell: Arc<OwnedFd>,
        (events, writes): (E, W),
    ) -> io::Result<Self> {
        let sockets = Sockets::new(&*bell)?;
        Ok(Self { board, clock, inbox, bell, sockets, events, writes })
    }

    /// Runs until told to stop.
    pub(super) fn run(mut self) {
        let mut ready = Vec::with_capacity(BATCH);
        let mut room = Vec::with_capacity(ROOM);
        while self.turn(&mut ready, &mut room).is_continue() {}
    }

    fn turn(&mut self, ready: &mut Vec<epoll::Event>, room: &mut Vec<u8>) -> ControlFlow<()> {
        let wait = self.board.next_timeout().map(|at| until(self.clock.now(), at));
        ready.clear();
        match epoll::wait(self.sockets.epoll(), spare_capacity(ready), wait.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => {
                tracing::error!(%error, "a media thread cannot wait for packets and ends");
                return ControlFlow::Break(());
            }
        }
        // One reading serves the batch: sound is not judged by microseconds.
        let now = self.clock.now();
        for event in ready.iter() {
            match Ready::of(event) {
                Ready::Packet(seat, channel) => self.packet(now, seat, channel, room),
                Ready::Bell => self.orders(now)?,
            }
        }
        if self.board.next_timeout().is_some_and(|at| at <= now) {
            self.board.timeout(now);
        }
        self.carry_out();
        ControlFlow::Continue(())
    }

    fn packet(&mut self, now: Time, seat: Seat, channel: Channel, room: &mut Vec<u8>) {
        let Some(from) = self.sockets.receive(seat, channel, room) else { return };
        if let Some(forward) = self.board.receive(now, seat, channel, from, room) {
            self.sockets.send(forward.seat, forward.channel, forward.to, room);
        }
    }

    fn orders(&mut self, now: Time) -> ControlFlow<()> {
        let mut rings = [0; 8];
        // Another order may ring while we read; then there is one more turn with an empty inbox.
        if let Err(error) = rustix::io::read(&*self.bell, &mut rings) {
            tracing::debug!(%error, "the bell of a media thread was silent");
        }
        for order in self.inbox.try_iter() {
            match order {
                Order::Carry(command) => self.board.command(now, *command),
                Order::Stop => return ControlFlow::Break(()),
            }
        }
        ControlFlow::Continue(())
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.board.poll() {
            match output {
                Output::Bind { seat, local } => {
                    if let Err(error) = self.sockets.bind(seat, local) {
                        self.board.unbound(seat, format!("cannot listen on UDP {local} and the port above: {error}"));
                    }
                }
                Output::Unbind { seat } => self.sockets.unbind(seat),
                Output::Send { seat, channel, to, bytes } => self.sockets.send(seat, channel, to, &bytes),
                Output::Write { group, recording, what } => (self.writes)(group, recording, what),
                Output::Event(event) => (self.events)(event),
            }
        }
    }
}

/// How long to wait for a deadline.
fn until(now: Time, at: Time) -> Timespec {
    let left = at.since(now);
    Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) }
}
