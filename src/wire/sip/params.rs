//! Parameters behind a header value: `;tag=x;lr;+sip.instance="<urn:…>"` (RFC 3261 §7.3.1, §25.1 generic-param).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::grammar::{Malformed, cut, is_blank, is_token, malformed, quoted_len, unquote};

/// Parameters in their order. Names are found in any case; values are kept as written, quotes included.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Params(Vec<(String, Option<String>)>);

impl Params {
    /// No parameters.
    pub const NONE: Self = Self(Vec::new());

    /// Reads what stands behind the first `;` of a value, or behind the value itself.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut params = Self::default();
        each(text, |name, value| params.0.push((name.to_owned(), value.map(str::to_owned))))?;
        Ok(params)
    }

    /// Whether [`Params::parse`] would accept `text`.
    pub(super) fn check(text: &str) -> Result<(), Malformed> {
        each(text, |_, _| ())
    }

    /// Sets or replaces one; `None` is a parameter without value.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        let value = value.map(str::to_owned);
        match self.0.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some(param) => param.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Takes one away.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }

    /// The value as written; empty for a parameter without one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_deref().unwrap_or(""))
    }

    /// The value without its quotes.
    pub fn unquoted(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name).map(unquote)
    }

    /// Whether it is there.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_deref()))
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, value)| match value {
            Some(value) => write!(f, ";{name}={value}"),
            None => write!(f, ";{name}"),
        })
    }
}

/// Calls `found` for every parameter. An empty place (`;;`, a `;` at the end) is forgiven: phones write it.
fn each<'a>(text: &'a str, mut found: impl FnMut(&'a str, Option<&'a str>)) -> Result<(), Malformed> {
    let mut rest = text;
    while !rest.is_empty() {
        let (param, tail) = cut(rest, b';').unwrap_or((rest, ""));
        rest = tail;
        let param = param.trim_matches(is_blank);
        if !param.is_empty() {
            let (name, value) = one(param)?;
            found(name, value);
        }
    }
    Ok(())
}

fn one(param: &str) -> Result<(&str, Option<&str>), Malformed> {
    let (name, value) = match param.split_once('=') {
        Some((name, value)) => (name.trim_end_matches(is_blank), Some(value.trim_start_matches(is_blank))),
        None => (param, None),
    };
    if !is_token(name.as_bytes()) {
        return Err(malformed("parameter", "its name is not a token"));
    }
    match value {
        Some(value) if value.starts_with('"') && quoted_len(value) != Some(value.len()) => {
            Err(malformed("parameter", "its quoted value does not end where the parameter ends"))
        }
        Some(value) if !value.starts_with('"') && value.contains([',', '"', '<', '>', ' ', '\t']) => {
            Err(malformed("parameter", "its value has characters that need quotes"))
        }
        _ => Ok((name, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_phones_write() {
        let params = Params::parse(r#" tag = a;lr ; +sip.instance="<urn:uuid:1;2>";;ob;received=[::1];"#).unwrap();
        assert_eq!(params.get("TAG"), Some("a"));
        assert_eq!(params.get("lr"), Some(""));
        assert_eq!(params.unquoted("+sip.instance").as_deref(), Some("<urn:uuid:1;2>"));
        assert_eq!(params.get("received"), Some("[::1]"));
        assert_eq!(params.get("x"), None);
        assert_eq!(params.to_string(), r#";tag=a;lr;+sip.instance="<urn:uuid:1;2>";ob;received=[::1]"#);
    }

    #[test]
    fn refuses_what_could_be_read_two_ways() {
        for wrong in [r#"a="x"#, r#"a="x"y"#, "a=b c", "=x", "a b", "a=<x>", "a=b,c"] {
            assert!(Params::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn set_replaces_in_place() {
        let mut params = Params::parse("a=1;b").unwrap();
        params.set("A", Some("2"));
        params.set("c", None);
        params.remove("B");
        assert_eq!(params.to_string(), ";a=2;c");
    }
}
