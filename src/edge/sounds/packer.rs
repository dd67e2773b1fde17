//! Decoded samples → pieces of a sound at the wanted rate: short ones first, so that playing can begin, then long ones.

use std::ops::ControlFlow;
use std::sync::{Arc, Weak};

use super::body::{Body, Reader};
use super::decode::{DecodeFault, decode};
use super::sound::Sound;
use crate::audio::Rate;
use crate::audio::resample::{Converter, RateFault};
use crate::call::source::LoadFault;

/// The first pieces, in milliseconds; the last of them is the length of all that follow.
const PIECES: [u32; 6] = [100, 200, 200, 200, 500, 1000];

/// Decodes all of `body` into `sound`, for as long as somebody holds it, on a thread that may wait.
pub(super) fn run(body: &Arc<Body>, sound: &Weak<Sound>, rate: Rate, max_seconds: u64) -> Result<(), LoadFault> {
    let wanted = Weak::clone(sound);
    let reader = Reader::new(Arc::clone(body), move || wanted.strong_count() > 0);
    let room = max_seconds.saturating_mul(u64::from(rate.hz()));
    let mut packer = Packer { sound, rate, way: None, waiting: Vec::new(), given: 0, pieces: 0, room, fault: None };
    let decoded = decode(reader, &body.hint, &mut |hz, samples| packer.take(hz, samples));
    packer.finish();
    match (packer.fault, decoded) {
        (Some(fault), _) => Err(fault),
        (None, Ok(())) => Ok(()),
        // A decoder dresses up what the download said.
        (None, Err(fault)) => match body.end() {
            Some(Err(cause)) => Err(cause),
            _ => Err(unreadable(&fault)),
        },
    }
}

fn unreadable(fault: &DecodeFault) -> LoadFault {
    LoadFault::Unreadable(fault.to_string())
}

struct Packer<'a> {
    sound: &'a Weak<Sound>,
    rate: Rate,
    /// From the rate of the file.
    way: Option<(u32, Converter)>,
    waiting: Vec<i16>,
    given: u64,
    pieces: usize,
    /// Samples that may be given.
    room: u64,
    fault: Option<LoadFault>,
}

impl Packer<'_> {
    fn take(&mut self, hz: u32, samples: &[i16]) -> ControlFlow<()> {
        if let Err(fault) = self.convert(hz, samples) {
            self.fault = Some(LoadFault::Unreadable(fault.to_string()));
            return ControlFlow::Break(());
        }
        while self.waiting.len() >= self.piece() {
            let size = self.piece();
            self.give(size)?;
        }
        ControlFlow::Continue(())
    }

    /// A file may change its rate in the middle, where one stream follows another.
    fn convert(&mut self, hz: u32, samples: &[i16]) -> Result<(), RateFault> {
        if let Some((_, old)) = self.way.take_if(|(own, _)| *own != hz) {
            old.finish(&mut self.waiting)?;
        }
        let (_, way) = match &mut self.way {
            Some(way) => way,
            none => none.insert((hz, Converter::new(hz, self.rate)?)),
        };
        way.feed(samples, &mut self.waiting)
    }

    fn piece(&self) -> usize {
        let milliseconds = PIECES.get(self.pieces).or(PIECES.last()).copied().unwrap_or(1000);
        (self.rate.hz() / 1000 * milliseconds) as usize
    }

    fn give(&mut self, size: usize) -> ControlFlow<()> {
        let Some(sound) = self.sound.upgrade() else { return ControlFlow::Break(()) };
        let left = usize::try_from(self.room - self.given).unwrap_or(usize::MAX);
        if left < size {
            self.fault = Some(LoadFault::Unreadable("it is longer than sounds.max_seconds allows".into()));
        }
        let piece: Vec<i16> = self.waiting.drain(..size).take(left).collect();
        sound.add(&piece);
        self.given += piece.len() as u64;
        self.pieces += 1;
        if self.fault.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// What is left, also of a file that broke off.
    fn finish(&mut self) {
        self.sound.upgrade().inspect(|sound| sound.rest());
        let ended = self.way.take().map_or(Ok(()), |(_, way)| way.finish(&mut self.waiting));
        if let (Err(fault), None) = (ended, &self.fault) {
            self.fault = Some(LoadFault::Unreadable(fault.to_string()));
        }
        while !self.waiting.is_empty() {
            let size = self.waiting.len().min(self.piece());
            if self.give(size).is_break() {
                return;
            }
        }
    }
}
