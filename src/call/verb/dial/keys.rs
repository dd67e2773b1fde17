//! `sendDigits` at work: keys pressed to a callee that has answered, before screening and bridge (spec §5.4).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::call::CallId;
use crate::call::stage::Stage;

/// What `w` stands for.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a key is down: what phones do, and far above the 40 ms that receivers need (ITU-T Q.24).
const DOWN: Duration = Duration::from_millis(100);
/// From one key to the next, its three end packets and the gap after them included.
const BEAT: Duration = Duration::from_millis(250);

/// Keys still to be pressed, the last one first.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Keys(Vec<char>);

impl Keys {
    /// Those of the attribute, whose letters the table has checked.
    pub(super) fn new(written: &str) -> Self {
        Self(written.chars().rev().collect())
    }

    /// Presses the next key, or none for `w`; how long until the one after it, nothing when all are done.
    pub(super) fn press(&mut self, callee: CallId, stage: &mut Stage<'_, '_>) -> Option<Duration> {
        let key = self.0.pop()?;
        if key.eq_ignore_ascii_case(&'w') {
            return Some(PAUSE);
        }
        stage.press(callee, key, DOWN);
        Some(BEAT)
    }
}

impl std::fmt::Debug for Keys {
    /// Without the keys: they may be a PIN.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.0.len())
    }
}
