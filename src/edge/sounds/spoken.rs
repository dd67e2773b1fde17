//! Texts as sounds: by the speech service if there is one, and by the local voice where there is none or it fails.
//!
//! A service has failed, too, when it answers 200 with something that is no sound, or stalls as it
//! begins. That shows in its first samples, so they are waited for; whoever asked for the same text
//! at the same time gets the local voice as well.

use std::sync::Arc;

use super::body::Hint;
use super::key::Key;
use super::pour::Pour;
use super::shelf::{Got, Shelf};
use super::sound::{Next, Sound};
use crate::audio::Rate;
use crate::call::source::{LoadFault, Speech};
use crate::edge::voice::{Served, VoiceFault};

impl Shelf {
    /// A text in whatever voice can speak it.
    pub(super) async fn speech(self: &Arc<Self>, speech: &Speech, rate: Rate) -> Result<Arc<Sound>, LoadFault> {
        if let Some(by) = self.voices.service(speech) {
            let key = Key::speech(speech, &by);
            match self.heard(self.load(rate, || self.find(&key, || self.ask(speech, &key))).await).await {
                Ok(sound) => return Ok(sound),
                // Of the two faults the first says what to mend, unless the program is wanted and fails, too.
                Err(fault) => self.voices.instead(&fault).ok_or(fault)?,
            }
        }
        let key = Key::speech(speech, &self.voices.program(speech));
        self.load(rate, || self.find(&key, || self.start(speech, &key))).await
    }

    /// The sound, once some of it can be heard. Of an answer that broke off before a first piece was whole nobody has
    /// heard anything, though there is a rest to hear: its end is waited for, which follows that rest at once.
    async fn heard(&self, sound: Result<Arc<Sound>, LoadFault>) -> Result<Arc<Sound>, LoadFault> {
        let sound = sound?;
        let mut listener = sound.listen();
        let mut next = listener.next().await;
        let is_empty = !matches!(next, Next::Piece(_));
        while let Next::Piece(_) = next {
            if !sound.is_all_rest() {
                return Ok(sound);
            }
            next = listener.next().await;
        }
        let why = match next {
            Next::End(Err(fault)) if is_empty => format!("its answer is no sound: {fault}"),
            Next::End(Err(fault)) => format!("its answer broke off as it began: {fault}"),
            _ if is_empty => "there is no sound in its answer".to_owned(),
            _ => return Ok(sound),
        };
        Err(VoiceFault::Service(why).into())
    }

    /// What there is of a text, or what `speak` gives, once for all who ask.
    async fn find<F: Future<Output = Result<Got, LoadFault>>>(
        &self,
        key: &Key,
        speak: impl FnOnce() -> F,
    ) -> Result<Got, LoadFault> {
        match self.coming(key).or_else(|| self.kept(key)) {
            Some(got) => Ok(got),
            None => self.together(key, speak).await,
        }
    }

    async fn ask(self: &Arc<Self>, speech: &Speech, key: &Key) -> Result<Got, LoadFault> {
        let Served { answer, first, patience } = self.voices.ask(speech).await?;
        let kind = answer.header("content-type").unwrap_or_default().to_lowercase();
        let hint = Hint { kind: kind.split(';').next().unwrap_or_default().trim().to_owned(), extension: "wav".into() };
        self.pour(Pour::Answer(answer, Some(first), patience), hint, key.clone(), Some(None))
    }

    async fn start(self: &Arc<Self>, speech: &Speech, key: &Key) -> Result<Got, LoadFault> {
        let speaking = self.voices.start(speech).await?;
        let hint = Hint { kind: "audio/wav".into(), extension: "wav".into() };
        self.pour(Pour::Program(speaking), hint, key.clone(), Some(None))
    }
}
