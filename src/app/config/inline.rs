//! Settings that hold a text or the path of a file with it: the file is put in place of its path.

use std::path::Path;

use super::Config;
use super::check::Faults;

/// What every certificate in PEM begins with.
const PEM: &str = "-----BEGIN";

/// Reads the files that `config` names; told are those that cannot be read.
pub(super) fn inline(config: &mut Config, faults: &mut Faults<'_>) {
    let stir = &mut config.engine.stir;
    if !stir.verify || stir.roots.is_empty() || stir.roots.contains(PEM) {
        return;
    }
    match std::fs::read_to_string(Path::new(&stir.roots)) {
        Ok(text) => stir.roots = text,
        Err(why) => faults.error(
            &["stir", "roots"],
            format!("{} cannot be read: {why}", stir.roots),
            "write the certificates of the authorities in PEM, or the path of a file with them",
        ),
    }
}
