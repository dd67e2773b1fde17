//! What the engine has its media machines do, in words and with the phone that it concerns: for the ladder and the
//! plot. Nothing is judged by it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::acoustics::plain;
use crate::base::RecordingSid;
use crate::call::source::Source;
use crate::engine::Output;
use crate::media::{ClipId, Command, GroupId, LineId, Of, Sounding};

/// Most characters of a text.
const MOST: usize = 40;

/// Something done to the sound of a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deed {
    /// Where the phone hears.
    pub peer: SocketAddr,
    /// What.
    pub text: String,
    /// The recording that begins.
    pub recording: Option<RecordingSid>,
}

/// What must be known to tell.
#[derive(Debug, Default)]
pub(super) struct Deeds {
    peers: BTreeMap<(GroupId, LineId), SocketAddr>,
    clips: BTreeMap<(GroupId, ClipId), String>,
}

impl Deeds {
    /// What this output does to whom.
    pub(super) fn of(&mut self, output: &Output) -> Option<Deed> {
        let command = match output {
            Output::Load { group, clip, source, .. } => {
                self.clips.insert((*group, *clip), name(source));
                return None;
            }
            Output::Media(command) => command,
            _ => return None,
        };
        let (line, text, recording) = match command {
            Command::Shape { line, terms, group } => {
                self.peers.extend(terms.remote.map(|peer| ((*group, *line), peer)));
                return None;
            }
            Command::Play { line, what, group, .. } => (line, self.played(*group, what), None),
            Command::Hush { line, .. } => (line, "is hushed".to_owned(), None),
            Command::Record { recording, plan, .. } => {
                let (Of::Said(line) | Of::Heard(line) | Of::Both(line)) = &plan.of else { return None };
                (line, "is recorded".to_owned(), Some(*recording))
            }
            _ => return None,
        };
        let peer = *self.peers.get(&(command.group(), *line))?;
        Some(Deed { peer, text, recording })
    }

    fn played(&self, group: GroupId, what: &Sounding) -> String {
        match what {
            Sounding::Clip(clip) => {
                let name = self.clips.get(&(group, *clip)).map_or("a sound", String::as_str);
                format!("plays {name}")
            }
            Sounding::Keys(keys) => format!("plays keys {keys}"),
            Sounding::Beep => "beeps".into(),
            Sounding::Coming | Sounding::Leaving => "chimes".into(),
        }
    }
}

fn name(source: &Source) -> String {
    match source {
        Source::Url(url) => super::web::place(url),
        Source::Speech(speech) => {
            let text = plain(&speech.text);
            let cut: String = text.chars().take(MOST).collect();
            let more = if cut.len() < text.len() { "…" } else { "" };
            format!("\"{cut}{more}\"")
        }
    }
}
