//! Every sound of a story that can be asked for by name: the voices of its phones, what they say in
//! words, what the engine has loaded, the music.

use std::sync::Arc;

use super::found::{Frames, Pattern};
use super::markup::pieces;
use super::synth::{own_voice, piece_spoken, plain, said};
use super::template::Template;
use crate::audio::tone::music;
use crate::audio::{RATE, Rate};
use crate::call::source::{Speech, Voice};
use crate::sim::story::{Act, Heard, Spoken, Story, Utterance};

/// A phone says at least its phrase.
const PHRASE: usize = 1600;

/// The sounds.
#[derive(Debug, Default)]
pub struct Repertoire {
    known: Vec<(Name, Arc<Template>)>,
}

/// What a sound is called.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    Voice(String),
    Said { phone: String, text: String },
    File(String),
    Speech(Speech),
    Music,
}

impl Repertoire {
    /// What is known before anything happens.
    pub fn new(story: &Story) -> Self {
        let mut all = Self::default();
        for (index, card) in story.phones.iter().enumerate() {
            let own = story.acts().filter(|(name, _)| *name == card.name);
            let voices = own.clone().filter_map(|(_, act)| match act {
                Act::Utter(Utterance::Voice(lasting)) => Some(lasting.as_millis() as usize * RATE as usize / 1000),
                _ => None,
            });
            all.learn(Name::Voice(card.name.clone()), own_voice(index, voices.max().unwrap_or(0).max(PHRASE)));
            for (_, act) in own {
                if let Act::Utter(Utterance::Text(text)) = act {
                    all.learn(Name::Said { phone: card.name.clone(), text: plain(text) }, said(&card.name, text));
                }
            }
        }
        if story.asks_for(&Heard::Music) {
            all.learn(Name::Music, music::samples(Rate::Narrow).to_vec());
        }
        all
    }

    /// A file of the web was loaded.
    pub fn learn_file(&mut self, place: &str, samples: Vec<i16>) {
        self.learn(Name::File(place.to_owned()), samples);
    }

    /// A text was spoken: all of it is a sound, and every piece of it is one.
    pub fn learn_speech(&mut self, speech: &Speech, samples: Vec<i16>) {
        self.learn(Name::Speech(speech.clone()), samples);
        for piece in pieces(speech).iter().filter(|piece| speech.is_marked_up && !piece.words.is_empty()) {
            let (text, language) = (piece.words.clone(), piece.language.clone());
            let part = Speech { text, language, ..speech.clone() };
            self.learn(Name::Speech(part), piece_spoken(speech, piece));
        }
    }

    /// Whether it is the voice of a phone that says more than its phrase.
    pub fn goes_on(&self, what: &Heard) -> bool {
        self.known.iter().any(|(name, template)| {
            matches!(name, Name::Voice(_)) && name.is(what) && template.samples().len() > PHRASE
        })
    }

    /// Every text that a phone may say.
    pub fn said(&self) -> Vec<(String, Pattern)> {
        let all = self.known.iter().enumerate();
        let texts = all.filter_map(|(number, (name, template))| match name {
            Name::Said { text, .. } => Some((text.clone(), Pattern::Sound(number, template.clone()))),
            _ => None,
        });
        texts.collect()
    }

    /// Whether it was there to be heard in this play: sounds that are not learnt first always are.
    pub fn knows(&self, what: &Heard) -> bool {
        matches!(what, Heard::Key(_)) || !self.patterns(what).is_empty()
    }

    /// Whether whoever speaks this says these words, with all of it or with a piece.
    pub fn is_said(speech: &Speech, words: &str) -> bool {
        let pieces = pieces(speech);
        plain(&speech.text) == plain(words) || pieces.iter().any(|piece| piece.words == plain(words))
    }

    /// What to look for.
    pub fn patterns(&self, what: &Heard) -> Vec<Pattern> {
        match what {
            Heard::Ringback => vec![Pattern::Frames(Frames::Ringback)],
            Heard::Silence => vec![Pattern::Frames(Frames::Silence)],
            Heard::Tone(pitch) => vec![Pattern::Frames(Frames::Tone(*pitch))],
            Heard::Beep => vec![Pattern::Beep],
            Heard::Band(key) => vec![Pattern::Frames(Frames::Key(*key))],
            // Those come by RFC 4733.
            Heard::Key(_) => Vec::new(),
            Heard::Voice(_) | Heard::Text(_) | Heard::File(_) | Heard::Music => {
                let known = self.known.iter().enumerate().filter(|(_, (name, _))| name.is(what));
                known.map(|(number, (_, template))| Pattern::Sound(number, template.clone())).collect()
            }
        }
    }

    fn learn(&mut self, name: Name, samples: Vec<i16>) {
        let known = self.known.iter().any(|(other, template)| *other == name && template.samples() == samples);
        if !known {
            self.known.push((name, Arc::new(Template::new(samples))));
        }
    }
}

impl Name {
    fn is(&self, what: &Heard) -> bool {
        match (self, what) {
            (Self::Voice(name), Heard::Voice(wanted)) => name == wanted,
            (Self::File(place), Heard::File(wanted)) => place == wanted,
            (Self::Music, Heard::Music) => true,
            (Self::Said { phone, text }, Heard::Text(wanted)) => {
                plain(&wanted.text) == *text && wanted.by.as_ref().is_none_or(|by| by == phone)
            }
            (Self::Speech(speech), Heard::Text(wanted)) => is_spoken(speech, wanted),
            _ => false,
        }
    }
}

fn is_spoken(speech: &Speech, wanted: &Spoken) -> bool {
    let by = |name: &String| match &speech.voice {
        Voice::Man => name == "man",
        Voice::Woman => name == "woman",
        Voice::Named(own) => name == own,
    };
    plain(&speech.text) == plain(&wanted.text)
        && wanted.by.as_ref().is_none_or(by)
        && wanted.language.as_ref().is_none_or(|language| *language == speech.language)
}
