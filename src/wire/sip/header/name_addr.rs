//! Name-addr: From, To, Contact, Route, Record-Route and their kin (RFC 3261 §20.10, §25.1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::grammar::{Malformed, cut, is_blank, is_token_byte, list, malformed, quote, quoted_len, unquote};
use crate::wire::sip::{Params, Uri};

/// A display name, a URI, and parameters that belong to the header and not to the URI.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameAddr {
    /// Unquoted; quotes come back when printed.
    pub display: Option<String>,
    /// The URI, as written.
    pub uri: Uri,
    /// `;tag=…`, `;expires=…`.
    pub params: Params,
}

impl NameAddr {
    /// A bare one.
    pub const fn new(uri: Uri) -> Self {
        Self { display: None, uri, params: Params::NONE }
    }

    /// The elements of a comma list; those that cannot be read, and the `*` of a Contact, are left out.
    pub fn list(text: &str) -> impl Iterator<Item = Self> {
        list(text).filter_map(|element| element.parse().ok())
    }

    /// How many elements a comma list has, readable or not.
    pub fn count(text: &str) -> usize {
        list(text).filter(|element| !element.trim().is_empty()).count()
    }

    /// With this display name.
    pub fn with_display(mut self, display: &str) -> Self {
        self.display = Some(display.to_owned()).filter(|display| !display.is_empty());
        self
    }

    /// With this tag.
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.params.set("tag", Some(tag));
        self
    }

    /// With a parameter; an empty value is none.
    pub fn with_param(mut self, name: &str, value: &str) -> Self {
        self.params.set(name, Some(value).filter(|value| !value.is_empty()));
        self
    }

    /// The tag.
    pub fn tag(&self) -> Option<&str> {
        self.param("tag").filter(|tag| !tag.is_empty())
    }

    /// A header parameter; empty when it has no value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name)
    }

    /// Whether `text` would be read.
    pub(crate) fn check(text: &str) -> Result<(), Malformed> {
        let (_, uri, params) = split(text)?;
        Uri::check(uri).map_err(|_| malformed("address", "its URI is malformed"))?;
        Params::check(params)
    }
}

impl FromStr for NameAddr {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (display, uri, params) = split(text)?;
        let uri = uri.parse().map_err(|_| malformed("address", "its URI is malformed"))?;
        let display = Some(unquote(display).into_owned()).filter(|display| !display.is_empty());
        Ok(Self { display, uri, params: Params::parse(params)? })
    }
}

impl fmt::Display for NameAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(display) = &self.display {
            write!(f, "{} ", quote(display))?;
        }
        // Always in brackets: without them a `;` of the URI would belong to the header (RFC 3261 §20.10).
        write!(f, "<{}>{}", self.uri, self.params)
    }
}

/// Display name (quotes still on), URI, parameters.
fn split(text: &str) -> Result<(&str, &str, &str), Malformed> {
    let text = text.trim_matches(is_blank);
    let Some((display, rest)) = split_display(text)? else { return bare(text) };
    let (uri, params) = rest.split_once('>').ok_or(malformed("address", "a < without its >"))?;
    let params = params.trim_start_matches(is_blank);
    if !params.is_empty() && !params.starts_with(';') {
        return Err(malformed("address", "something other than parameters stands behind the >"));
    }
    Ok((display, uri.trim_matches(is_blank), params))
}

/// What stands before the `<` and behind it; `None` for the form without brackets.
fn split_display(text: &str) -> Result<Option<(&str, &str)>, Malformed> {
    if text.starts_with('"') {
        let len = quoted_len(text).ok_or(malformed("address", "the display name has no closing quote"))?;
        let rest = text[len..].trim_start_matches(is_blank);
        let rest = rest.strip_prefix('<').ok_or(malformed("address", "no <URI> behind the display name"))?;
        return Ok(Some((&text[..len], rest)));
    }
    let Some((display, rest)) = text.split_once('<').filter(|(head, _)| !has_uri(head)) else { return Ok(None) };
    // Unquoted names are tokens by the grammar; phones write @, brackets and foreign letters. A comma or quote could
    // be read two ways (RFC 4475 §3.1.2.15).
    let tolerated = |c: char| is_blank(c) || !c.is_ascii() || is_token_byte(c as u8) || "@()[]{}/&#?=$|^:".contains(c);
    if !display.chars().all(tolerated) {
        return Err(malformed("address", "the display name needs quotes"));
    }
    Ok(Some((display.trim_matches(is_blank), rest)))
}

/// `sip:a@h;x="<"`: the bracket belongs to a parameter.
fn has_uri(head: &str) -> bool {
    head.contains(';') && head.contains(':')
}

/// The form without brackets: every `;` begins a header parameter, and `?` and `,` are not allowed.
fn bare(text: &str) -> Result<(&str, &str, &str), Malformed> {
    let (uri, params) = cut(text, b';').map_or((text, ""), |(uri, _)| text.split_at(uri.len()));
    if uri.contains(['?', ',']) {
        return Err(malformed("address", "a URI with ? or , needs angle brackets"));
    }
    Ok(("", uri.trim_end_matches(is_blank), params))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> NameAddr {
        text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    #[test]
    fn shapes_that_break_others() {
        // text, display, URI, tag
        let table = [
            (r#""Do\"e; <x>, J" <sip:a@h>;tag=7"#, Some(r#"Do"e; <x>, J"#), "sip:a@h", Some("7")),
            ("sip:a.b@h;tag=77", None, "sip:a.b@h", Some("77")),
            ("<sip:a@h;lr>", None, "sip:a@h;lr", None),
            ("Bob Smith <sip:b@h> ; TAG = x", Some("Bob Smith"), "sip:b@h", Some("x")),
            ("J\u{fffd}rg@home <sip:b@h>", Some("J\u{fffd}rg@home"), "sip:b@h", None),
            (r#""" <sip:b@h>"#, None, "sip:b@h", None),
            (
                r#""Watson, Thomas" < sip:t.watson@example.org >"#,
                Some("Watson, Thomas"),
                "sip:t.watson@example.org",
                None,
            ),
            (r#"<sip:a@h;transport=ws>;+sip.instance="<urn:uuid:1>";reg-id=1"#, None, "sip:a@h;transport=ws", None),
            (r#"sip:a@h;+sip.instance="<urn:uuid:1>";tag=1"#, None, "sip:a@h", Some("1")),
            ("tel:+1-201;tag=3", None, "tel:+1-201", Some("3")),
        ];
        for (text, display, uri, tag) in table {
            let found = read(text);
            assert_eq!((found.display.as_deref(), found.uri.as_str(), found.tag()), (display, uri, tag), "{text}");
            assert_eq!(read(&found.to_string()), found, "{text}");
            assert!(NameAddr::check(text).is_ok());
        }
    }

    #[test]
    fn refusals() {
        for wrong in [
            "",
            "Bell, Alexander <sip:a@h>",
            r#""no end <sip:a@h>"#,
            "<sip:a@h",
            "<sip:a@h> x",
            "sip:a@h?Route=%3Csip:x%3E",
            "<sip:a b@h>",
            r#""x" sip:a@h"#,
            "*",
        ] {
            assert!(wrong.parse::<NameAddr>().is_err(), "{wrong}");
            assert!(NameAddr::check(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lists_keep_what_can_be_read() {
        let found: Vec<_> = NameAddr::list(r#""a, b" <sip:1@h>, <sip:2@h;x=1,2>, *, sip:3@h"#).collect();
        assert_eq!(found.len(), 3);
        assert_eq!(found[1].uri.param("x"), Some("1,2"));
    }

    #[test]
    fn a_display_name_cannot_leave_its_quotes() {
        let evil = NameAddr::new(Uri::sip(Some("a"), "h", None)).with_display("x\" <sip:evil>\r\nVia: y");
        assert_eq!(evil.to_string(), r#""x\" <sip:evil>  Via: y" <sip:a@h>"#);
    }
}
