//! Who speaks the texts of Say (spec §3.1): a speech service if one is set, else espeak-ng, and espeak-ng also where
//! the service fails. The bytes of WAV that come of it go through `edge/sounds` like those of any file, cache included.

mod date;
mod language;
mod prosody;
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

use crate::call::source::{LoadFault, Speech};
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

/// A text that the service speaks.
#[derive(Debug)]
pub struct Served {
    /// Its answer, of which the first bytes were read already.
    pub answer: Incoming,
    /// These.
    pub first: Bytes,
    /// How long it may say nothing.
    pub patience: Duration,
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

    /// What tells apart how the service would speak, if there is one: the same text by another is another sound.
    pub fn service(&self, speech: &Speech) -> Option<String> {
        let provider = self.settings.provider.as_ref()?;
        Some(format!("{} {} {}", provider.url, provider.model, provider.voice(speech)))
    }

    /// What tells apart how the program would speak: a voice of espeak-ng with a variant, such as `en-us+f3`.
    pub fn program(&self, speech: &Speech) -> String {
        let Settings { man, woman, .. } = &*self.settings;
        let variant = if speech.voice.is_man() { man } else { woman };
        let voice = language::voice(&speech.language);
        if variant.is_empty() { voice.to_owned() } else { format!("{}+{variant}", language::file(voice)) }
    }

    /// Has the service speak a text.
    pub async fn ask(&self, speech: &Speech) -> Result<Served, VoiceFault> {
        let none = || VoiceFault::Service("there is none".into());
        let provider = self.settings.provider.as_ref().ok_or_else(none)?;
        let patience = Duration::from_secs(provider.timeout);
        let (answer, first) = provider.ask(&self.hooks, speech, patience).await?;
        count("service");
        Ok(Served { answer, first, patience })
    }

    /// Notes that the program has to speak because the service did not; `None` where there is no program to.
    pub fn instead(&self, fault: &LoadFault) -> Option<()> {
        let is_there = !self.settings.program.is_empty();
        tracing::warn!(%fault, is_there, "the local voice has to speak instead of the speech service");
        count(if is_there { "program-instead" } else { "nobody" });
        is_there.then_some(())
    }

    /// Has the program speak a text.
    pub async fn start(&self, speech: &Speech) -> Result<Speaking, VoiceFault> {
        let Settings { program, timeout, .. } = &*self.settings;
        if program.is_empty() {
            return Err(VoiceFault::Nobody);
        }
        let ssml = match speech.is_marked_up {
            true => ssml::for_espeak(&speech.text, language::voice(&speech.language), speech.voice.is_man()),
            false => ssml::of_text(&speech.text),
        };
        // The semaphore is never closed.
        let gone = |_| VoiceFault::Broken("the loader has ended".into());
        let permit = Arc::clone(&self.turns).acquire_owned().await.map_err(gone)?;
        let speaking =
            Speaking::start(program, &self.program(speech), &ssml, Duration::from_secs(*timeout), permit).await?;
        count("program");
        Ok(speaking)
    }
}

fn count(by: &'static str) {
    counter!("callwright_speech_total", "by" => by).increment(1);
}
