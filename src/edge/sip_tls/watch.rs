//! New certificates without a restart: on a signal, and when a file has changed. Connections that are up keep theirs; a
//! broken file changes nothing but the log.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use metrics::counter;
use tokio::sync::Notify;

use super::{Keys, Settings};

/// Asks for the files to be read again.
#[derive(Clone, Debug, Default)]
pub struct Reload(Arc<Notify>);

impl Reload {
    /// Reads them again, changed or not.
    pub fn ask(&self) {
        self.0.notify_one();
    }
}

/// Lives beside the loop; `renew` gets what was read, and answers whether anybody still wants it.
pub async fn watch<F: Future<Output = bool>>(settings: Settings, reload: Reload, renew: impl Fn(Arc<Keys>) -> F) {
    let mut seen = stamps(&settings);
    loop {
        let asked = tokio::select! {
            () = reload.0.notified() => true,
            () = pause(settings.watch_seconds) => false,
        };
        let stamps = stamps(&settings);
        if !asked && stamps == seen {
            continue;
        }
        seen = stamps;
        match Keys::load(&settings) {
            Ok(keys) => {
                tracing::info!("TLS certificates read again");
                if !renew(keys).await {
                    return;
                }
            }
            Err(fault) => {
                counter!("callwright_tls_reload_errors_total").increment(1);
                tracing::error!(%fault, help = fault.help, "TLS certificates stay as they were");
            }
        }
    }
}

/// What tells one state of the files from another.
fn stamps(settings: &Settings) -> Vec<Option<(SystemTime, u64)>> {
    let stamp = |path: &Path| {
        let file = std::fs::metadata(path).ok()?;
        Some((file.modified().ok()?, file.len()))
    };
    settings.files().map(stamp).collect()
}

#[expect(clippy::disallowed_methods, reason = "files tell nobody that they change: they are looked at now and then")]
async fn pause(seconds: u64) {
    match seconds {
        0 => std::future::pending().await,
        seconds => tokio::time::sleep(Duration::from_secs(seconds)).await,
    }
}
