//! New certificates without a restart: on a signal, and when a file has changed. Connections that are up keep theirs; a
//! broken file changes nothing but the log. What is wrong with those in use is said once a day.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use metrics::counter;
use tokio::sync::Notify;

use super::{Keys, Settings};
use crate::edge::clock::Clock;

const DAY: Duration = Duration::from_secs(86_400);

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
pub async fn watch<F: Future<Output = bool>>(
    mut keys: Arc<Keys>,
    clock: Clock,
    reload: Reload,
    renew: impl Fn(Arc<Keys>) -> F,
) {
    let settings = keys.settings.clone();
    let (mut seen, mut warned) = (stamps(&settings), clock.now());
    loop {
        let asked = tokio::select! {
            () = reload.0.notified() => true,
            () = pause(settings.watch_seconds) => false,
        };
        let (stamps, now) = (stamps(&settings), clock.now());
        if !asked && (settings.watch_seconds == 0 || stamps == seen) {
            if now.since(warned) >= DAY {
                warned = now;
                keys.warn(now);
            }
            continue;
        }
        seen = stamps;
        match Keys::load(&settings) {
            Ok(fresh) => {
                tracing::info!("TLS certificates read again");
                fresh.warn(now);
                (keys, warned) = (Arc::clone(&fresh), now);
                if !renew(fresh).await {
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
    // Whoever wants no looks at the files wants the warnings of the day all the same.
    tokio::time::sleep(if seconds == 0 { DAY } else { Duration::from_secs(seconds) }).await;
}
