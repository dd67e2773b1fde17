//! What the paths of the command line name: stories, documents, journals, folders of stories.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Args;

/// One thing to play.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flow {
    /// A story, or a document that a story is made up for.
    Story(PathBuf),
    /// A journal of `serve`.
    Journal(PathBuf),
}

/// All flows that the paths name, folders in the order of names.
pub(super) fn collect(paths: &[PathBuf]) -> Result<Vec<Flow>, String> {
    let mut flows = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = flows.len();
            folder(path, &mut flows).map_err(|error| format!("{}: {error}", path.display()))?;
            if flows.len() == before {
                return Err(format!("{}: there is no .story in this folder", path.display()));
            }
        } else if path.is_file() {
            flows.push(single(path).map_err(|error| format!("{}: {error}", path.display()))?);
        } else {
            return Err(format!("{}: there is no such file or folder", path.display()));
        }
    }
    Ok(flows)
}

/// What is asked for and none of the flows can give: a journal holds no sound.
pub(super) fn in_vain(flows: &[Flow], args: &Args) -> Option<String> {
    let options = [("--wav", args.wav.is_some()), ("--plot", args.plot.is_some())];
    let asked: Vec<&str> = options.into_iter().filter(|(_, is_asked)| *is_asked).map(|(option, _)| option).collect();
    let journal = flows.iter().find_map(|flow| match flow {
        Flow::Journal(path) => Some(path.display()),
        Flow::Story(_) => None,
    });
    let journal = journal.filter(|_| !asked.is_empty())?;
    let asked = asked.join(" and ");
    Some(format!(
        "{journal}: {asked} cannot be had of a journal, for it holds no sound: leave that out here, or play a story of the \
         call"
    ))
}

/// A journal is known by its first byte: older files of one are called `journal.jsonl.1`, and a copy may have any name.
fn single(path: &Path) -> io::Result<Flow> {
    let mut first = [0];
    let read = File::open(path)?.read(&mut first)?;
    let is_journal = ending(path) == "jsonl" || (read == 1 && first == *b"{");
    Ok(if is_journal { Flow::Journal(path.to_owned()) } else { Flow::Story(path.to_owned()) })
}

fn folder(path: &Path, flows: &mut Vec<Flow>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            folder(&entry, flows)?;
        } else if ending(&entry) == "story" {
            flows.push(Flow::Story(entry));
        }
    }
    Ok(())
}

fn ending(path: &Path) -> &str {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}
