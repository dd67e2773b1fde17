//! sox and opusdec, who have nothing in common with us: they make the files that are played, and read and measure those
//! that were recorded.

use std::path::Path;
use std::process::Command;

use crate::program::Folder;
use crate::wave;

/// What sox says to these arguments, on both its outputs.
pub(crate) fn sox(args: &[&str]) -> String {
    run("sox", args)
}

/// A file as sox reads it: one channel of so many samples a second.
pub(crate) fn samples(file: &Path, rate: u32) -> Vec<i16> {
    channel(file, rate, &[])
}

/// One channel of a file, counted from 1.
pub(crate) fn one_channel(file: &Path, rate: u32, number: &str) -> Vec<i16> {
    channel(file, rate, &["remix", number])
}

fn channel(file: &Path, rate: u32, effects: &[&str]) -> Vec<i16> {
    let folder = Folder::new();
    let (from, to) = (path(file), path(&folder.path("read.wav")));
    let rate = rate.to_string();
    let mut args = vec!["-V1", "-D", &from, "-r", &rate, "-b", "16", "-e", "signed"];
    if effects.is_empty() {
        args.extend(["-c", "1"]);
    }
    args.push(&to);
    args.extend(effects);
    sox(&args);
    wave::read(&folder.path("read.wav"))
}

/// What `sox --i` says with this option about a file, such as `-r` for its rate.
pub(crate) fn info(file: &Path, option: &str) -> String {
    sox(&["--i", option, &path(file)]).trim().to_owned()
}

/// A figure of `sox FILE -n stat`.
pub(crate) fn stat(file: &Path, name: &str) -> f64 {
    let said = sox(&[&path(file), "-n", "stat"]);
    // Between the words of a name there are as many blanks as a column needs.
    let columns = said.lines().filter_map(|line| line.split_once(':'));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found =
        columns.into_iter().find(|(own, _)| words(own) == name).and_then(|(_, value)| value.trim().parse().ok());
    found.unwrap_or_else(|| panic!("no {name} in what sox says:\n{said}"))
}

/// Whether sox knows this kind of file: MP3 is a package of its own.
pub(crate) fn knows(kind: &str) -> bool {
    let help = sox(&["--help"]);
    let kinds = help.lines().find(|line| line.starts_with("AUDIO FILE FORMATS"));
    kinds.is_some_and(|line| line.split(' ').any(|own| own == kind))
}

/// A file of Opus as its makers' own program decodes it.
pub(crate) fn decode_opus(file: &Path, rate: u32, into: &Path) {
    run("opusdec", &["--quiet", "--rate", &rate.to_string(), &path(file), &path(into)]);
}

/// A text as espeak-ng speaks it.
pub(crate) fn speak(text: &str, voice: &str, into: &Path) {
    run("espeak-ng", &["-v", voice, "-w", &path(into), text]);
}

fn run(program: &str, args: &[&str]) -> String {
    let done = Command::new(program).args(args).output();
    let done = done.unwrap_or_else(|why| panic!("{program}: {why}; scripts/test installs it"));
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(done.status.success(), "{program} {args:?}: {}\n{said}", done.status);
    said
}

fn path(path: &Path) -> String {
    path.display().to_string()
}
