//! New certificates without a restart: on a signal, and when a file has changed. Connections that are up keep theirs; a
//! broken file changes nothing but the log. What is wrong with those in use is said once a day.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use metrics::counter;
use tokio::sync::Notify;

use super::{Keys, Settings};
use crate::base::Time;
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
    let mut round = Round { seen: stamps(&settings), warned: clock.now() };
    loop {
        let asked = tokio::select! {
            () = reload.0.notified() => true,
            () = pause(settings.watch_seconds) => false,
        };
        let now = clock.now();
        // Whoever wants no looks at the files reads them when asked to.
        let changed = settings.watch_seconds > 0 || asked;
        match round.look(now, asked, changed.then(|| stamps(&settings))) {
            Due::Nothing => continue,
            Due::Warning => {
                keys.warn(now);
                continue;
            }
            Due::Reading => {}
        }
        match Keys::load(&settings) {
            Ok(fresh) => {
                tracing::info!("TLS certificates read again");
                fresh.warn(now);
                keys = Arc::clone(&fresh);
                round.warned = now;
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

/// What was seen of the files, and when was said last what is wrong with them.
struct Round {
    seen: Stamps,
    warned: Time,
}

/// What a look at the files, or at the clock alone, leads to.
#[derive(Debug, PartialEq, Eq)]
enum Due {
    Nothing,
    Warning,
    Reading,
}

impl Round {
    /// Somebody has asked for it, or it is time; `stamps` are those of the files where they were looked at.
    fn look(&mut self, now: Time, asked: bool, stamps: Option<Stamps>) -> Due {
        let changed = stamps.as_ref().is_some_and(|stamps| *stamps != self.seen);
        self.seen = stamps.unwrap_or_else(|| std::mem::take(&mut self.seen));
        if asked || changed {
            return Due::Reading;
        }
        if now.since(self.warned) < DAY {
            return Due::Nothing;
        }
        self.warned = now;
        Due::Warning
    }
}

/// When each of them was written, and how long it is.
type Stamps = Vec<Option<(SystemTime, u64)>>;

/// What tells one state of the files from another.
fn stamps(settings: &Settings) -> Stamps {
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Time = Time::from_secs(1_795_262_400);

    fn file(length: u64) -> Option<Stamps> {
        Some(vec![Some((SystemTime::UNIX_EPOCH, length))])
    }

    #[test]
    fn what_is_wrong_with_certificates_is_said_once_a_day() {
        // With looks at the files every minute, and with none.
        for (every, files) in [(60, file(7)), (86_400, None)] {
            let mut round = Round { seen: file(7).unwrap(), warned: NOON };
            let times = (1..=3 * 86_400 / every).map(|number| NOON + Duration::from_secs(number * every));
            let warned: Vec<Time> =
                times.filter(|now| round.look(*now, false, files.clone()) == Due::Warning).collect();
            assert_eq!(warned, [1, 2, 3].map(|days| NOON + DAY * days), "every {every} s");
        }
    }

    #[test]
    fn files_are_read_when_they_have_changed_or_somebody_asks() {
        let mut round = Round { seen: file(7).unwrap(), warned: NOON };
        let minute = |number: u64| NOON + Duration::from_secs(number * 60);
        assert_eq!(round.look(minute(1), false, file(7)), Due::Nothing);
        assert_eq!(round.look(minute(2), false, file(8)), Due::Reading);
        assert_eq!(round.look(minute(3), false, file(8)), Due::Nothing);
        assert_eq!(round.look(minute(4), true, file(8)), Due::Reading);
        assert_eq!(round.look(minute(5), false, Some(vec![None])), Due::Reading, "a file that is gone has changed");
        assert_eq!(round.look(minute(6), false, None), Due::Nothing, "it was not looked at");
        assert_eq!(round.look(NOON + DAY, false, file(9)), Due::Reading, "what is read is judged then");
    }
}
