//! What the caller hears until the bridge: the ringing tone of a country,
//! or a sound of the document's (spec §4.1, §4.5).

use serde::{Deserialize, Serialize};

use crate::audio::tone::Country;
use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::source::Source;
use crate::call::stage::Stage;
use crate::media::{ClipId, Sounding, Tone};

/// The ringback of one Dial.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Ringback {
    tone: Tone,
    /// The sound in place of the tone, as written, as long as it can be had.
    url: Option<String>,
    clip: Option<ClipId>,
    is_heard: bool,
}

impl Ringback {
    /// As `ringTone` says: a country's, or a sound by its URL.
    pub(super) fn of(written: Option<&str>) -> Self {
        let url = written.filter(|text| text.contains(['/', '.'])).map(str::to_owned);
        Self { tone: tone(written), url, clip: None, is_heard: false }
    }

    /// Lets the caller hear it, if it hears anything yet.
    pub(super) fn begin(&mut self, stage: &mut Stage<'_, '_>) {
        let is_heard = self.is_heard;
        // A tone begins anew, a sound goes on.
        if !stage.call().hears() || is_heard && self.clip.is_some() {
            return;
        }
        self.is_heard = true;
        if self.clip.is_none() {
            self.clip = self.load(stage);
        }
        match self.clip {
            Some(clip) => drop(stage.play(Sounding::Clip(clip), 0)),
            None => stage.sound(Some(self.tone)),
        }
    }

    /// Lets the caller hear it again where a callee had the word until now.
    pub(super) fn resume(&mut self, stage: &mut Stage<'_, '_>) {
        if !self.is_heard && !stage.is_bridged() {
            self.begin(stage);
        }
    }

    /// Nothing is heard any more.
    pub(super) fn end(&mut self, stage: &mut Stage<'_, '_>) {
        if std::mem::replace(&mut self.is_heard, false) && self.clip.is_some() {
            stage.hush();
        }
        stage.sound(None);
    }

    /// Where the sound cannot be had the tone is heard.
    pub(super) fn on(&mut self, cue: &Cue, stage: &mut Stage<'_, '_>) {
        let Cue::Loaded { clip, result: Err(fault) } = cue else { return };
        if self.clip != Some(*clip) {
            return;
        }
        stage.note(Level::Warning, 13233, "play_failed", format!("ringTone of Dial: {fault}"));
        (self.clip, self.url) = (None, None);
        if std::mem::replace(&mut self.is_heard, false) {
            stage.hush();
            self.begin(stage);
        }
    }

    fn load(&mut self, stage: &mut Stage<'_, '_>) -> Option<ClipId> {
        match stage.absolute(self.url.as_ref()?) {
            Ok(url) => Some(stage.load(Source::Url(url))),
            Err(fault) => {
                stage.note(Level::Error, 11100, "invalid_url", format!("ringTone of Dial: {fault}"));
                self.url = None;
                None
            }
        }
    }
}

/// The ringback of a country; the generic one where we know no other.
fn tone(country: Option<&str>) -> Tone {
    country.and_then(Country::of).map_or(Tone::Ringback, Tone::RingbackOf)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::tone::country::COUNTRIES;

    #[test]
    fn every_country_of_the_table_rings_in_its_own_tone() {
        for country in COUNTRIES {
            for code in [country.code.to_owned(), country.code.to_ascii_uppercase()] {
                assert_eq!(Ringback::of(Some(&code)).tone, Tone::RingbackOf(country));
            }
        }
        assert_eq!(Ringback::of(Some("gb")).tone, Ringback::of(Some("uk")).tone);
        for other in [None, Some("xx"), Some("/ring.wav")] {
            assert_eq!(Ringback::of(other).tone, Tone::Ringback);
        }
    }
}
