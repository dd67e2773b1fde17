//! The sound of a story as files: WAV for each direction of each call and each recording, and the picture of all.

use std::io::Result;
use std::path::Path;

use super::{Args, Played};
use crate::sim::acoustics::wav;
use crate::sim::{Performance, plot};

/// Writes what the command line asks for. Where several flows are played, the picture is that of the last one, and each
/// has a folder of its own for its files.
pub(super) fn write(args: &Args, played: &Played) -> Result<()> {
    let Some(performance) = played.outcome.as_ref().ok().and_then(|shown| shown.performance.as_ref()) else {
        return Ok(());
    };
    if let Some(folder) = &args.wav {
        let stem = Path::new(&played.name).file_stem().unwrap_or_default();
        files(
            performance,
            &if args.flows.len() == 1 && !args.flows[0].is_dir() { folder.clone() } else { folder.join(stem) },
        )?;
    }
    match &args.plot {
        Some(file) => std::fs::write(file, plot(&played.title, performance)),
        None => Ok(()),
    }
}

fn files(performance: &Performance, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for (number, track) in performance.tracks.iter().enumerate() {
        for (way, (rate, samples)) in [("heard", &track.heard), ("said", &track.said)] {
            let name = format!("{}-{}-{way}.wav", number + 1, track.phone);
            std::fs::write(folder.join(name), wav::write(*rate, 1, samples))?;
        }
    }
    for record in &performance.recordings {
        let file = wav::write(record.rate, record.channels.into(), &record.samples);
        std::fs::write(folder.join(format!("{}.wav", record.sid)), file)?;
    }
    Ok(())
}
