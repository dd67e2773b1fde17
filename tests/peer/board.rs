//! What a test looks at while others write: a list that grows, and waiting until it says something.

use std::fmt::Debug;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// Nothing here takes longer, unless it hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A list that others write to.
#[derive(Debug)]
pub(crate) struct Board<T>(Arc<(Mutex<Vec<T>>, Condvar)>);

impl<T> Clone for Board<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Board<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone + Debug> Board<T> {
    pub(crate) fn add(&self, line: T) {
        self.lines().push(line);
        self.0.1.notify_all();
    }

    /// Everything so far.
    pub(crate) fn all(&self) -> Vec<T> {
        self.lines().clone()
    }

    /// Waits until `found` sees in the lines what it looks for. Fails with all lines when it never does.
    pub(crate) fn until<R>(&self, what: &str, mut found: impl FnMut(&[T]) -> Option<R>) -> R {
        let mut result = None;
        let (lines, _) = self
            .0
            .1
            .wait_timeout_while(self.lines(), PATIENCE, |lines| {
                result = found(lines);
                result.is_none()
            })
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let all = if result.is_none() { listed(&lines) } else { String::new() };
        drop(lines);
        result.unwrap_or_else(|| panic!("never seen: {what}; seen:\n{all}"))
    }

    fn lines(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn listed<T: Debug>(lines: &[T]) -> String {
    lines.iter().map(|line| format!("  {line:?}\n")).collect()
}
