//! The loop of one media thread: sleep until a packet, an order or a deadline; one packet an event; then what is due.

use std::io;
use std::net::UdpSocket;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;

use super::super::clock::Clock;
use super::super::forks::Forks;
use super::Orders;
use super::sockets::{Ready, Sockets};
use super::waiting::{Next, Waiting};
use crate::base::{RecordingSid, Time};
use crate::media::{Board, Channel, Command, Event, GroupId, Handover, LineId, Output, Seat, Writing};

/// Events taken at once: deadlines and orders wait for no more packets than these.
const BATCH: usize = 256;
/// Room for one packet.
const ROOM: usize = 2048;

/// What a thread is told.
#[derive(Debug)]
pub(super) enum Order {
    /// Carry out a command.
    Carry(Box<Command>),
    /// A line of another thread will come to live in this group: what is
    /// ordered for the group from now on waits for it.
    Await(GroupId, LineId),
    /// Here it is.
    Adopt(Box<Adoption>),
    /// Close everything and end.
    Stop,
}

impl Order {
    /// Bytes that somebody outside the engine has put into it.
    pub(super) fn poured(&self) -> usize {
        let Self::Carry(command) = self else { return 0 };
        match &**command {
            Command::Pour { samples, .. } => size_of::<Command>() + size_of_val(samples.as_slice()),
            Command::Mark { name, .. } => size_of::<Command>() + name.len(),
            Command::Clear { .. } => size_of::<Command>(),
            _ => 0,
        }
    }
}

/// A line that goes from thread to thread.
#[derive(Debug)]
pub(super) struct Adoption {
    pub(super) group: GroupId,
    pub(super) line: LineId,
    /// Nothing when the line was closed before it could go.
    handover: Option<(Handover, Option<[UdpSocket; 2]>)>,
}

/// One media thread.
pub(super) struct Thread<E, W> {
    /// All threads, and which of them this one is.
    all: Orders,
    index: usize,
    waiting: Waiting<Box<Adoption>>,
    board: Board,
    clock: Clock,
    inbox: Receiver<Order>,
    bell: Arc<OwnedFd>,
    sockets: Sockets,
    events: E,
    writes: W,
    forks: Forks,
}

impl<E: Fn(Event), W: Fn(GroupId, RecordingSid, Writing)> Thread<E, W> {
    pub(super) fn new(
        (all, index): (Orders, usize),
        board: Board,
        clock: Clock,
        inbox: Receiver<Order>,
        (events, writes, forks): (E, W, Forks),
    ) -> io::Result<Self> {
        let bell = all.bell(index);
        let sockets = Sockets::new(&*bell)?;
        let waiting = Waiting::default();
        Ok(Self { all, index, waiting, board, clock, inbox, bell, sockets, events, writes, forks })
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
        while let Ok(order) = self.inbox.try_recv() {
            self.all.taken(self.index, &order);
            match order {
                Order::Carry(command) => {
                    if let Some(command) = self.waiting.put(command) {
                        self.command(now, *command);
                    }
                }
                Order::Await(group, line) => self.waiting.expect(group, line),
                Order::Adopt(adoption) => self.welcome(now, adoption),
                Order::Stop => return ControlFlow::Break(()),
            }
        }
        ControlFlow::Continue(())
    }

    fn command(&mut self, now: Time, command: Command) {
        match command {
            Command::Move { line, from, to } if self.all.index(to) != self.index => {
                // What the board wants done so far may be about the sockets that go.
                self.carry_out();
                let handover = self.board.surrender(now, line, from).map(|handover| {
                    let pair = self.sockets.take(handover.seat());
                    self.board.vacate(handover.seat());
                    (handover, pair)
                });
                self.all.hand_over(Adoption { group: to, line, handover });
            }
            command => self.board.command(now, command),
        }
    }

    /// A line has come: it is taken in, and then what has waited for it is done, in its order.
    fn welcome(&mut self, now: Time, adoption: Box<Adoption>) {
        let group = adoption.group;
        self.waiting.arrive(adoption.line, adoption);
        while let Some(next) = self.waiting.next(group) {
            match next {
                Next::Arrived(adoption) => self.adopt(now, *adoption),
                Next::Command(command) => self.command(now, *command),
            }
        }
    }

    fn adopt(&mut self, now: Time, adoption: Adoption) {
        let Some((handover, pair)) = adoption.handover else { return };
        let seat = self.board.adopt(now, handover, adoption.group);
        // One whose port could not be bound comes without.
        if let Some(Err(error)) = pair.map(|pair| self.sockets.put(seat, pair)) {
            self.board.unbound(seat, format!("cannot listen on another thread: {error}"));
        }
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
                forked @ (Output::Forked { .. } | Output::Marked { .. } | Output::Spilled { .. }) => {
                    self.forks.give(forked);
                }
            }
        }
    }
}

/// How long to wait for a deadline.
fn until(now: Time, at: Time) -> Timespec {
    let left = at.since(now);
    Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) }
}
