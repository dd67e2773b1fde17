//! Who speaks the texts of Say (spec §3.1): a speech service if one is set, else espeak-ng, and espeak-ng also where the
//! service fails. The bytes of WAV that come of it go through `edge/sounds` like those of any file, cache included.

mod date;
mod language;
mod provider;
mod settings;
mod speaking;
mod ssml;

#[cfg(test)]
mod tests;

use std::io;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use metrics::counter;
use tokio::sync::Semaphore;

use crate::call::source::{LoadFault, Speech, Voice};
use crate::edge::hooks::{Hooks, HooksError, Incoming};

pub use settings::{Provider, Settings};
pub use speaking::Speaking;

/// What to do where nobody speaks.
pub const REMEDY: &str = "install espeak-ng (apt-get install espeak-ng), or set [voice.provider]";

/// All voices.
#[derive(Clone, Debug)]
pub struct Voices {
    settings: Arc<Settings>,
    hooks: Hooks,
    turns: Arc<Semaphore>,
}

/// A text that is being spoken.
#[derive(Debug)]
pub enum Spoken {
    /// By the service; its first bytes were read already.
    ByService(Incoming, Bytes),
    /// By the program; whether that is only because the service failed.
    Locally(Speaking, bool),
}

/// Why a text is not spoken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoiceFault {
    /// There is no such program.
    #[error("there is no {0}: {REMEDY}")]
    Missing(String),
    /// `[voice]` names none.
    #[error("voice.program is empty: set it to \"espeak-ng\", or set [voice.provider]")]
    Nobody,
    /// It cannot be started, or does not speak.
    #[error("the program that speaks failed: {0}")]
    Broken(String),
    /// It takes too long.
    #[error("the program that speaks said nothing for {0:?}")]
    Slow(Duration),
    /// The service.
    #[error("the speech service failed: {0}")]
    Service(String),
}

impl VoiceFault {
    fn start(program: &str, why: &io::Error) -> Self {
        match why.kind() {
            io::ErrorKind::NotFound => Self::Missing(program.to_owned()),
            _ => Self::Broken(format!("{program}: {why}")),
        }
    }
}

impl From<VoiceFault> for LoadFault {
    fn from(fault: VoiceFault) -> Self {
        Self::Speechless(fault.to_string())
    }
}

/// Asks the program for its version: what `doctor` and the start of `serve` look at.
pub fn probe(settings: &Settings) -> Result<String, VoiceFault> {
    if settings.program.is_empty() {
        return Err(VoiceFault::Nobody);
    }
    let asked = std::process::Command::new(&settings.program).arg("--version").stdin(Stdio::null()).output();
    let output = asked.map_err(|why| VoiceFault::start(&settings.program, &why))?;
    let said = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().trim().to_owned();
    match output.status.success() {
        true => Ok(said),
        false => Err(VoiceFault::Broken(format!("{} --version: {}", settings.program, output.status))),
    }
}

impl Voices {
    /// Voices by the settings. The service is of the operator's choice, so it may be at a private address.
    pub fn new(settings: Settings) -> Result<Self, HooksError> {
        let turns = Arc::new(Semaphore::new(settings.at_once.max(1)));
        Ok(Self { settings: Arc::new(settings), hooks: Hooks::new(true)?, turns })
    }

    /// What tells apart who would speak: the same text by another service is another sound.
    pub fn name(&self, speech: &Speech) -> String {
        match &self.settings.provider {
            Some(provider) => format!("{} {} {}", provider.url, provider.model, provider.voice(speech)),
            None => self.local(speech),
        }
    }

    /// Begins to speak a text.
    pub async fn speak(&self, speech: &Speech) -> Result<Spoken, VoiceFault> {
        let Some(provider) = &self.settings.provider else {
            count("program");
            return Ok(Spoken::Locally(self.start(speech).await?, false));
        };
        match provider.ask(&self.hooks, speech).await {
            Ok((incoming, first)) => {
                count("service");
                Ok(Spoken::ByService(incoming, first))
            }
            Err(fault) => {
                tracing::warn!(%fault, "the local voice speaks instead");
                count("program-instead");
                // Of the two the first fault says what to mend, unless the program is wanted and fails, too.
                let speaking = self.start(speech).await.map_err(|own| match own {
                    VoiceFault::Nobody => fault,
                    other => other,
                })?;
                Ok(Spoken::Locally(speaking, true))
            }
        }
    }

    async fn start(&self, speech: &Speech) -> Result<Speaking, VoiceFault> {
        let Settings { program, timeout, .. } = &*self.settings;
        if program.is_empty() {
            return Err(VoiceFault::Nobody);
        }
        let ssml = match speech.is_marked_up {
            true => ssml::for_espeak(&speech.text, language::voice(&speech.language)),
            false => ssml::of_text(&speech.text),
        };
        // The semaphore is never closed.
        let gone = |_| VoiceFault::Broken("the loader has ended".into());
        let permit = Arc::clone(&self.turns).acquire_owned().await.map_err(gone)?;
        Speaking::start(program, &self.local(speech), &ssml, Duration::from_secs(*timeout), permit).await
    }

    /// A voice of espeak-ng with a variant, such as `en-us+f3`.
    fn local(&self, speech: &Speech) -> String {
        let variant = match &speech.voice {
            Voice::Man => &self.settings.man,
            Voice::Woman | Voice::Named(_) => &self.settings.woman,
        };
        let voice = language::voice(&speech.language);
        if variant.is_empty() { voice.to_owned() } else { format!("{voice}+{variant}") }
    }
}

fn count(by: &'static str) {
    counter!("callwright_speech_total", "by" => by).increment(1);
}
