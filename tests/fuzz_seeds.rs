//! The seeds of the fuzz targets, played by the functions that the targets call: what the fuzzer once found and was
//! mended stays mended, and the targets go on compiling with the engine.

use std::path::Path;

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is a library to the targets")]
mod fuzz;

/// Bytes of all seeds together; a grown corpus belongs into `fuzz/corpus`, which is not kept.
const ROOM: usize = 200 << 10;

#[test]
fn every_seed_of_every_target_holds() {
    let mut size = 0;
    for (name, target) in fuzz::TARGETS {
        let folder = Path::new("fuzz/seeds").join(name);
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has no seed");
        for file in files {
            let bytes = std::fs::read(&file).expect("a readable seed");
            size += bytes.len();
            if std::panic::catch_unwind(|| target(&bytes)).is_err() {
                panic!("{} fails", file.display());
            }
        }
    }
    assert!(size <= ROOM, "{size} bytes of seeds");
}

#[test]
fn every_target_is_a_program_and_in_the_script() {
    let manifest = std::fs::read_to_string("fuzz/Cargo.toml").expect("the package of the targets");
    let script = std::fs::read_to_string("scripts/fuzz").expect("the script that runs them");
    for (name, _) in fuzz::TARGETS {
        assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")), "{name} is no program");
        let target = std::fs::read_to_string(format!("fuzz/targets/{name}.rs")).expect("a file of its own");
        assert!(target.contains(&format!("callwright_fuzz::{name}(data)")), "{name}");
        assert!(script.lines().any(|line| line.contains("names=(") && line.contains(name)), "{name}");
    }
}
