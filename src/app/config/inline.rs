//! Settings that hold a text or the path of a file with it: the file is put in place of its path.

use std::path::Path;

use super::Config;
use super::faults::Faults;

/// What every certificate in PEM begins with.
const PEM: &str = "-----BEGIN";

/// Reads the files that `config` names; told are those that cannot be read.
pub(super) fn inline(config: &mut Config, faults: &mut Faults<'_>) {
    let (stir, streams) = (&mut config.engine.stir, &mut config.engine.streams);
    if stir.verify {
        read(&mut stir.roots, &["stir", "roots"], faults);
    }
    read(&mut streams.roots, &["streams", "roots"], faults);
}

fn read(roots: &mut String, name: &[&str], faults: &mut Faults<'_>) {
    if roots.is_empty() || roots.contains(PEM) {
        return;
    }
    match std::fs::read_to_string(Path::new(&*roots)) {
        Ok(text) => *roots = text,
        Err(why) => faults.error(
            name,
            format!("{roots} cannot be read: {why}"),
            "write the certificates of the authorities in PEM, or the path of a file with them",
        ),
    }
}
