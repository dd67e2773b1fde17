//! One `Set-Cookie` header (RFC 6265 §5.2), read as leniently as the RFC asks. Which cookie goes where and for how long
//! is the jar's business (`call/ask/jar`), which knows the time.

use chrono::NaiveDate;

/// What a server wants remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    /// Its name.
    pub name: String,
    /// Its value, as received.
    pub value: String,
    /// The Domain attribute in lower case, without a leading dot.
    pub domain: Option<String>,
    /// The Path attribute, when it is an absolute path.
    pub path: Option<String>,
    /// The Max-Age attribute in seconds; not positive means at once. It wins over `expires`.
    pub max_age: Option<i64>,
    /// The Expires attribute, in seconds since 1970.
    pub expires: Option<i64>,
    /// To be sent over https only.
    pub secure: bool,
}

impl SetCookie {
    /// Reads a header value; `None` when it names no cookie or would put control characters into a header (H9).
    pub fn parse(header: &str) -> Option<Self> {
        let mut pieces = header.split(';');
        let (name, value) = pieces.next()?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || header.chars().any(|c| c.is_control() && c != '\t') {
            return None;
        }
        let mut cookie = Self {
            name: name.to_owned(),
            value: value.to_owned(),
            domain: None,
            path: None,
            max_age: None,
            expires: None,
            secure: false,
        };
        for piece in pieces {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            cookie.attribute(&name.trim().to_ascii_lowercase(), value.trim());
        }
        Some(cookie)
    }

    fn attribute(&mut self, name: &str, value: &str) {
        match name {
            "domain" => {
                let domain = value.strip_prefix('.').unwrap_or(value);
                self.domain = (!domain.is_empty()).then(|| domain.to_ascii_lowercase());
            }
            "path" => self.path = value.starts_with('/').then(|| value.to_owned()),
            "max-age" => self.max_age = value.parse().ok().or(self.max_age),
            "expires" => self.expires = date(value).or(self.expires),
            "secure" => self.secure = true,
            _ => {}
        }
    }
}

/// A cookie date by the loose grammar of RFC 6265 §5.1.1: tokens in any order, the first of each kind counts.
fn date(text: &str) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(|c: char| !c.is_ascii_alphanumeric() && c != ':').filter(|token| !token.is_empty()) {
        if time.is_none() && token.contains(':') {
            time = Some(clock(token)?);
        } else if day.is_none() && token.len() <= 2 && token.parse::<u32>().is_ok() {
            day = token.parse().ok();
        } else if month.is_none() && month_of(token).is_some() {
            month = month_of(token);
        } else if year.is_none() && matches!(token.len(), 2 | 4) {
            year = token.parse::<i32>().ok().map(full_year);
        }
    }
    let (hour, minute, second) = time?;
    let date = NaiveDate::from_ymd_opt(year?, month?, day?)?;
    Some(date.and_hms_opt(hour, minute, second)?.and_utc().timestamp())
}

fn clock(token: &str) -> Option<(u32, u32, u32)> {
    let mut parts = token.splitn(3, ':').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

fn month_of(token: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = token.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == start).map(|index| index as u32 + 1)
}

/// Two-digit years: 70–99 are of the last century, 0–69 of this one (RFC 6265 §5.1.1).
fn full_year(year: i32) -> i32 {
    match year {
        70..=99 => year + 1900,
        0..=69 => year + 2000,
        _ => year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_name_value_and_attributes() {
        let cookie = SetCookie::parse(
            " sid = a=b ; Path=/x; DOMAIN=.App.Example; Max-Age=60; Secure; HttpOnly; Expires=Sun, 06 Nov 1994 08:49:37 GMT",
        )
        .unwrap();
        assert_eq!((cookie.name.as_str(), cookie.value.as_str()), ("sid", "a=b"));
        assert_eq!((cookie.path.as_deref(), cookie.domain.as_deref()), (Some("/x"), Some("app.example")));
        assert_eq!((cookie.max_age, cookie.expires, cookie.secure), (Some(60), Some(784_111_777), true));
    }

    #[test]
    fn refuses_what_is_no_cookie_or_would_break_a_header() {
        for header in ["", "novalue", "=x", "a=b\r\nX: y", "a=\u{0}"] {
            assert_eq!(SetCookie::parse(header), None, "{header:?}");
        }
    }

    #[test]
    fn dates_come_in_many_forms() {
        let table = [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("tomorrow", None),
            ("31 Feb 2030 00:00:00", None),
        ];
        for (text, expected) in table {
            assert_eq!(date(text), expected, "{text}");
        }
    }
}
