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

impl Deed {
    fn recorded(peer: SocketAddr, recording: RecordingSid) -> Self {
        Self { peer, text: "is recorded".to_owned(), recording: Some(recording) }
    }
}

/// What must be known to tell.
#[derive(Debug, Default)]
pub(super) struct Deeds {
    peers: BTreeMap<(GroupId, LineId), SocketAddr>,
    clips: BTreeMap<(GroupId, ClipId), String>,
    /// Recordings of lines whose peer is not known yet: nobody has told it where to send.
    early: Vec<(GroupId, LineId, RecordingSid)>,
}

impl Deeds {
    /// What this output does to whom.
    pub(super) fn of(&mut self, output: &Output) -> Vec<Deed> {
        match output {
            Output::Load { group, clip, source, .. } => {
                self.clips.insert((*group, *clip), name(source));
                Vec::new()
            }
            Output::Media(command) => self.ordered(command),
            _ => Vec::new(),
        }
    }

    fn ordered(&mut self, command: &Command) -> Vec<Deed> {
        let group = command.group();
        let (line, text) = match command {
            Command::Shape { line, terms, .. } => {
                let Some(peer) = terms.remote else { return Vec::new() };
                self.peers.insert((group, *line), peer);
                let begun = self.early.extract_if(.., |(of, on, _)| (*of, *on) == (group, *line));
                return begun.map(|(.., recording)| Deed::recorded(peer, recording)).collect();
            }
            Command::Play { line, what, .. } => (line, self.played(group, what)),
            Command::Hush { line, .. } => (line, "is hushed".to_owned()),
            Command::Record { recording, plan, .. } => return self.recorded(group, *recording, &plan.of),
            Command::StopRecording { recording, .. } => {
                self.early.retain(|(.., begun)| begun != recording);
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        let peer = self.peers.get(&(group, *line)).copied();
        peer.map(|peer| Deed { peer, text, recording: None }).into_iter().collect()
    }

    /// A recording of a line is of its peer, also where that is known only later: a caller that is not answered yet.
    fn recorded(&mut self, group: GroupId, recording: RecordingSid, of: &Of) -> Vec<Deed> {
        let Some(line) = of.line() else { return Vec::new() };
        match self.peers.get(&(group, line)) {
            Some(peer) => vec![Deed::recorded(*peer, recording)],
            None => {
                self.early.push((group, line, recording));
                Vec::new()
            }
        }
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
