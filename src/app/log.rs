//! Log lines on standard error, for people or for machines. A line about a call carries its SID as `call`; nothing
//! personal is in any line.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use super::config::{Format, Log};

/// Libraries whose words are not for the operator.
const QUIET: &str = "symphonia_core=off,symphonia_bundle_mp3=off,symphonia_bundle_flac=off,symphonia_format_ogg=off,\
    symphonia_format_riff=off,symphonia_codec_vorbis=off,symphonia_codec_adpcm=off,symphonia_metadata=off,symphonia_common=off";

/// Begins to write log lines; to be called once.
///
/// # Errors
///
/// The level cannot be understood, or log lines are written already.
pub fn begin(log: &Log) -> Result<(), String> {
    let lines = tracing_subscriber::fmt().with_writer(io::stderr).with_env_filter(filter(&log.level)?);
    match log.format {
        Format::Text => lines.with_target(false).with_ansi(io::stderr().is_terminal()).try_init(),
        Format::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init(),
    }
    .map_err(|error| error.to_string())
}

/// The filter that `level` means. The decoder of sounds calls every odd file of a customer an error
/// of its own; what it is to us, we say ourselves.
pub(super) fn filter(level: &str) -> Result<EnvFilter, String> {
    let quiet = if level.contains("symphonia") { level.to_owned() } else { format!("{level},{QUIET}") };
    EnvFilter::builder().parse(quiet).map_err(|error| error.to_string())
}
