//! What a call plays to its far party beyond tones, and what of its sound it listens to: clips asked for, plays,
//! speech.
//!
//! A clip is one sound of one verb. It is loaded while it is played already, and it is dropped with the verb or the
//! call, whichever ends first; an answer that comes later falls on the floor.

use serde::{Deserialize, Serialize};

use super::{Family, Means};
use crate::audio::Rate;
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::effect::Effect;
use crate::call::source::{LoadFault, Source};
use crate::media::{ClipId, Command, Listening, Piece, PlayId, Sounding};

/// A clip of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Clip {
    call: CallId,
    clip: ClipId,
    /// The request for it, while it is being loaded.
    loading: Option<RequestId>,
}

impl Family {
    /// Asks for a sound; `Cue::Loaded` tells how that went. It can be played at once.
    pub(in crate::call) fn load(&mut self, means: &mut Means<'_>, id: CallId, source: Source) -> ClipId {
        let (request, clip) = (means.mint.request(), means.mint.clip());
        let rate = self.rate(id);
        self.clips.push(Clip { call: id, clip, loading: Some(request) });
        self.want(Effect::Load { id: request, call: self.call(id).sid, clip, rate, source });
        clip
    }

    /// Plays to the far party of the call; `Cue::Played` tells the end.
    pub(in crate::call) fn play(&mut self, means: &mut Means<'_>, id: CallId, what: Sounding, times: u32) -> PlayId {
        let play = means.mint.play();
        if let Some(line) = self.call(id).line() {
            self.want(Effect::Media(Command::Play { group: self.group, line, play, what, times }));
        }
        play
    }

    /// Stops what is being played.
    pub(in crate::call) fn hush(&mut self, id: CallId) {
        if let Some(line) = self.call(id).line() {
            self.want(Effect::Media(Command::Hush { group: self.group, line }));
        }
    }

    /// What is listened for in the sound of the call.
    pub(in crate::call) fn listen(&mut self, id: CallId, to: Listening) {
        // Whoever listens for something else does not end the telling of who has answered.
        let answerer = self.call(id).detection.as_ref().and_then(|detection| detection.measures()).or(to.answerer);
        let to = Listening { answerer, ..to };
        if let Some(line) = self.call(id).line() {
            self.want(Effect::Media(Command::Listen { group: self.group, line, to }));
        }
    }

    /// The clips of the call are of no use any more.
    pub(in crate::call) fn drop_clips(&mut self, id: CallId) {
        let (mine, others) = self.clips.iter().partition(|clip| clip.call == id);
        self.clips = others;
        let mine: Vec<Clip> = mine;
        for Clip { clip, loading, .. } in mine {
            loading.into_iter().for_each(|request| self.want(Effect::Abandon(request)));
            self.want(Effect::Media(Command::Drop { group: self.group, clip }));
        }
    }

    /// A clip is loaded, or cannot be.
    pub fn on_loaded(&mut self, means: &mut Means<'_>, request: RequestId, result: Result<(), LoadFault>) {
        let Some(found) = self.clips.iter_mut().find(|clip| clip.loading == Some(request)) else { return };
        found.loading = None;
        let Clip { call, clip, .. } = *found;
        if result.is_err() {
            // Whatever the loader had is all there is: the play ends with it.
            let piece = Piece { rate: self.rate(call), samples: [].into(), is_last: true };
            self.want(Effect::Media(Command::Feed { group: self.group, clip, piece }));
        }
        self.cue(call, Cue::Loaded { clip, result });
        self.settle(means);
    }

    /// What was played has come to its end.
    pub fn on_played(&mut self, means: &mut Means<'_>, id: CallId, play: PlayId) {
        self.cue(id, Cue::Played(play));
        self.settle(means);
    }

    /// The far party begins or ceases to speak.
    pub fn on_speech(&mut self, means: &mut Means<'_>, id: CallId, speaks: bool) {
        self.cue(id, Cue::Speech { speaks });
        self.settle(means);
    }

    /// The rate at which the call hears.
    pub fn rate(&self, id: CallId) -> Rate {
        self.spoken(id).map_or(Rate::Narrow, |codec| codec.rate())
    }
}
