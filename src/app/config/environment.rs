//! Variables of the environment as a value, so that the configuration is tested without one.

use std::collections::BTreeMap;

/// Names and values.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

/// What a variable of ours begins with.
const PREFIX: &str = "CALLWRIGHT_";
/// Read by the command line itself.
const NOT_A_SETTING: [&str; 1] = ["CALLWRIGHT_CONFIG"];

impl Environment {
    /// The variables of this process; those that are not UTF-8 are nobody's setting.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(std::env::vars_os().filter_map(text).collect())
    }

    /// Settings among the variables: the variable, the path of the key it names, its value. `__` divides the path:
    /// `CALLWRIGHT_LIMITS__CALLS` is `limits.calls`.
    pub(super) fn settings(&self) -> impl Iterator<Item = (&str, Vec<String>, &str)> {
        self.0.iter().filter(|(name, _)| !NOT_A_SETTING.contains(&name.as_str())).filter_map(|(name, value)| {
            let path = name.strip_prefix(PREFIX)?.split("__").map(str::to_lowercase).collect();
            Some((name.as_str(), path, value.as_str()))
        })
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Environment {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}
