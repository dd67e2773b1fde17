//! What there is to be heard in a story whether it comes to that or not: the texts of its documents, its sound files, the
//! voices of its phones. A line that denies a sound of which there is none holds whatever the engine does: it is refused
//! here. Whether a phone, a recording or a track could have heard it is asked in `judge` and `listener`.

use std::collections::BTreeSet;

use super::acoustics::Repertoire;
use super::judge::Failure;
use super::story::{Act, Body, Habit, Heard, PageReply, Spoken, Story, whole_url};
use super::web::place;
use crate::call::source::{Speech, Voice};
use crate::call::verb::{self, say};
use crate::rcml::{Element, Limits, Source, suggest};

/// A mistake in a name is looked for among so many of the story's own at most.
const NAMES: usize = 1000;

/// The lines of a story that deny what it has not got.
pub(super) fn vain(story: &Story, repertoire: &Repertoire) -> Vec<Failure> {
    let mut stock = None;
    let mut lack = |what: &Heard| match what {
        Heard::Voice(name) => mute(story, name),
        _ if repertoire.knows(what) => None,
        Heard::Text(spoken) => stock.get_or_insert_with(|| Stock::of(story)).lacks_text(story, spoken),
        Heard::File(path) => stock.get_or_insert_with(|| Stock::of(story)).lacks_file(story, path),
        _ => None,
    };
    let failure = |line, text: &str, instead| Failure { line, expected: text.to_owned(), instead };
    story.denied().filter_map(|(line, text, what)| Some(failure(line, text, lack(what)?))).collect()
}

/// Why nobody could hear the voice of this phone.
fn mute(story: &Story, name: &str) -> Option<String> {
    let is_mute = story.phones.iter().any(|card| card.name == name && card.habits.contains(&Habit::Mute));
    let mut own = story.acts().filter(|(whose, _)| *whose == name);
    let speaks = own.any(|(_, act)| matches!(act, Act::Speak | Act::Utter(_)));
    (is_mute && !speaks).then(|| format!("{name} is mute, so nobody could: let it speak, or leave the line out"))
}

/// What the documents and files of a story have.
struct Stock {
    speeches: Vec<Speech>,
    /// Files beside the story that it names, directly or in its documents.
    files: BTreeSet<String>,
}

impl Stock {
    fn of(story: &Story) -> Self {
        let mut stock = Self { speeches: Vec::new(), files: BTreeSet::new() };
        let bodies = story.pages.iter().flat_map(|page| &page.turns).filter_map(|turn| match &turn.reply {
            PageReply::Answer { body: Body::Text(text), .. } => Some(text.as_str()),
            _ => None,
        });
        bodies.for_each(|text| stock.learn(text));
        let mut texts = vec![story.text.clone()];
        while let Some(text) = texts.pop() {
            let is_within = |c: char| c.is_ascii_alphanumeric() || "./-_".contains(c);
            for word in text.split(|c| !is_within(c)).filter(|word| word.contains('.') && !word.contains("..")) {
                let name = word.rsplit_once("app.example/").map_or(word, |(_, path)| path).trim_start_matches('/');
                let Ok(bytes) = std::fs::read(story.folder.join(name)) else { continue };
                if stock.files.insert(name.to_owned())
                    && let Ok(text) = String::from_utf8(bytes)
                {
                    stock.learn(&text);
                    texts.push(text);
                }
            }
        }
        stock
    }

    /// Every text of a document. What is no document says nothing.
    fn learn(&mut self, text: &str) {
        let source = Source { name: "", bytes: text.as_bytes(), charset_hint: None };
        match verb::document(&source, Limits::DEFAULT) {
            Ok(document) => self.learn_element(&document.root),
            // Plain text may be an answer, too: it is spoken as it stands.
            Err(_) if !text.trim_start().starts_with('<') => {
                let (language, text) = ("en-US".to_owned(), text.trim().to_owned());
                self.speeches.push(Speech { voice: Voice::Man, language, text, is_marked_up: false });
            }
            Err(_) => {}
        }
    }

    // The depth is bounded by the limit of reading.
    fn learn_element(&mut self, element: &Element) {
        if element.name == say::ENTRY.name {
            self.speeches.extend(say::read(element).0.speech);
        }
        element.elements().for_each(|element| self.learn_element(element));
    }

    fn lacks_text(&self, story: &Story, Spoken { text, by, language }: &Spoken) -> Option<String> {
        let is_text = |speech: &&Speech| Repertoire::is_said(speech, text);
        let is_spoken = self.speeches.iter().any(|speech| is_text(&speech));
        let is_voice = |by: &String| {
            let voices = self.speeches.iter().map(|speech| &speech.voice);
            let is_named = |voice: &Voice| matches!(voice, Voice::Named(name) if name == by);
            matches!(by.as_str(), "man" | "woman")
                || voices.into_iter().any(is_named)
                || story.phones.iter().any(|card| card.name == *by)
        };
        let is_language = |language: &String| self.speeches.iter().any(|speech| speech.language == *language);
        match (by.as_ref().filter(|by| !is_voice(by)), language.as_ref().filter(|known| !is_language(known))) {
            _ if !is_spoken => {
                let known = self.speeches.iter().map(|speech| speech.text.as_str()).take(NAMES);
                let meant = suggest(text, known).map(|meant| format!("; is \"{meant}\" meant?")).unwrap_or_default();
                Some(format!(
                    "no document and no phone of the story says it, so nobody could hear it: write it as it is spoken, or \
                     leave the line out{meant}"
                ))
            }
            (Some(by), _) => {
                Some(format!("nobody speaks as `{by}`: write `man`, `woman`, a voice or a phone of the story"))
            }
            (None, Some(language)) => {
                Some(format!("nothing is spoken in {language}: write a language of the documents"))
            }
            (None, None) => None,
        }
    }

    fn lacks_file(&self, story: &Story, path: &str) -> Option<String> {
        let pages: Vec<String> = story.pages.iter().map(|page| place(&whole_url(&page.path))).collect();
        let own = self.files.iter().map(|name| format!("/{name}"));
        let known: Vec<String> =
            pages.into_iter().chain(own).chain(story.servers.iter().map(|server| server.url.clone())).collect();
        // A file need not be named to be asked for: an address may be put together.
        let is_beside = !path.contains("..") && story.folder.join(path.trim_start_matches('/')).is_file();
        if known.iter().any(|name| name == path) || path.starts_with('/') && is_beside {
            return None;
        }
        let meant = suggest(path, known.iter().map(String::as_str).take(NAMES));
        let meant = meant.map(|meant| format!("; is {meant} meant?")).unwrap_or_default();
        Some(format!(
            "neither a file beside the story nor a `web` or `stream` line of it has that name, so nobody could hear it: \
             write it as there, or leave the line out{meant}"
        ))
    }
}
