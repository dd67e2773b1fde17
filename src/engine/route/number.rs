//! Numbers: how one may be written (spec §9.3), and which entry of an organisation takes it.

use super::pattern::Pattern;
use crate::engine::settings::{Application, Directory};

/// The entry that takes every number no other one takes.
pub(super) const CATCH_ALL: &str = "*";

/// A number that leads somewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found<'s> {
    /// The key under `[numbers]` or `[patterns]`.
    pub(super) key: &'s str,
    /// How it fits.
    pub(super) how: How,
    /// Where it leads.
    pub(super) application: &'s Application,
}

/// How an entry fits what was dialled, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Character by character.
    Exact,
    /// But for what makes it readable.
    Bare,
    /// But for the plus.
    Plus,
    /// As the same number of the default country or of the world.
    National,
    /// A pattern is found in it.
    Pattern,
}

/// The entry for `called`, the catch-all aside.
pub(super) fn find<'s>(
    directory: &Directory<'s>,
    patterns: &'s [Pattern],
    called: &str,
    country: &str,
) -> Option<Found<'s>> {
    if called.is_empty() {
        return None;
    }
    let written = |(how, form): (How, String)| {
        let (key, application) = directory.numbers.get_key_value(&form).filter(|(key, _)| *key != CATCH_ALL)?;
        Some(Found { key, how, application })
    };
    let by_pattern = || {
        let pattern = patterns.iter().find(|pattern| pattern.finds(called))?;
        let (key, application) = directory.patterns.get_key_value(pattern.as_str())?;
        Some(Found { key, how: How::Pattern, application })
    };
    spellings(called, country).into_iter().find_map(written).or_else(by_pattern)
}

/// Whether this names a telephone of the world rather than something of
/// one organisation's: its calls come in by trunks.
pub(super) fn is_public(key: &str) -> bool {
    let digits = key.strip_prefix('+').unwrap_or(key);
    digits.len() >= 7 && is_digits(digits)
}

/// What telephones dial, without what makes it readable: digits, `*`, `#`, and a plus before them. Nothing else reaches
/// a trunk (threats-and-faults A12).
pub(super) fn dialable(called: &str) -> Option<String> {
    let bare: String = called.chars().filter(|c| !matches!(c, '(' | ')' | '-' | '.' | ' ')).collect();
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    let legal = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'*' | b'#'));
    (legal && (3..=20).contains(&bare.len())).then_some(bare)
}

/// The number in the form of the world, without its plus; none for short and star codes, which no country has.
pub(in crate::engine) fn worldwide(number: &str, country: &str) -> Option<String> {
    if let Some(digits) = number.strip_prefix('+') {
        return is_digits(digits).then(|| digits.to_owned());
    }
    if !is_digits(number) {
        return None;
    }
    if let Some(digits) = number.strip_prefix(abroad(country)).filter(|digits| digits.len() >= 7) {
        return Some(digits.to_owned());
    }
    match country {
        "" => None,
        "1" if number.len() == 11 && number.starts_with('1') => Some(number.to_owned()),
        "1" => (number.len() == 10).then(|| format!("1{number}")),
        _ => {
            let national = number.strip_prefix('0').unwrap_or(number);
            (national.len() >= 7).then(|| format!("{country}{national}"))
        }
    }
}

/// The ways a number may be written, best first: as dialled, with and without plus, of the world, national.
fn spellings(called: &str, country: &str) -> Vec<(How, String)> {
    let mut forms = vec![(How::Exact, called.to_owned())];
    let bare = dialable(called).unwrap_or_else(|| called.to_owned());
    if bare != called {
        forms.push((How::Bare, bare.clone()));
    }
    let called = bare.as_str();
    let digits = called.strip_prefix('+').unwrap_or(called);
    if !is_digits(digits) {
        return forms;
    }
    forms.push((How::Plus, if called.starts_with('+') { digits.to_owned() } else { format!("+{digits}") }));
    let mut also = |form: String| {
        if forms.iter().all(|(_, known)| *known != form) {
            forms.push((How::National, form));
        }
    };
    let of_world = worldwide(called, country);
    for world in of_world.as_deref().into_iter().chain(Some(digits).filter(|_| of_world.is_none())) {
        also(format!("+{world}"));
        also(world.to_owned());
        let national = world.strip_prefix(country).filter(|rest| !country.is_empty() && rest.len() >= 7);
        if let Some(national) = national.filter(|rest| country != "1" || rest.len() == 10) {
            also(national.to_owned());
            if country != "1" {
                also(format!("0{national}"));
            }
        }
    }
    forms
}

/// How numbers of other countries begin.
fn abroad(country: &str) -> &'static str {
    if country == "1" { "011" } else { "00" }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::settings::Settings;

    fn found(numbers: &[&str], patterns: &[&str], called: &str, country: &str) -> Option<(String, How)> {
        let mut settings = Settings::default();
        let leads = || Application { voice_url: "http://app".into(), ..Application::default() };
        settings.numbers.extend(numbers.iter().map(|&number| (number.to_owned(), leads())));
        settings.patterns.extend(patterns.iter().map(|&pattern| (pattern.to_owned(), leads())));
        let mut compiled: Vec<Pattern> = patterns.iter().map(|pattern| pattern.parse().unwrap()).collect();
        compiled.sort_by(|a, b| a.rank().cmp(&b.rank()));
        let directory = settings.directories().next()?;
        find(&directory, &compiled, called, country).map(|found| (found.key.to_owned(), found.how))
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        let numbers = ["+12349876543", "1111", "+2222", "*72", "sales", "2125550100", "+4930123456"];
        for (called, country, number, how) in [
            ("+12349876543", "1", "+12349876543", How::Exact),
            ("12349876543", "1", "+12349876543", How::Plus),
            ("2349876543", "1", "+12349876543", How::National),
            ("01112349876543", "1", "+12349876543", How::National),
            ("+1111", "1", "1111", How::Plus),
            ("1111", "1", "1111", How::Exact),
            ("2222", "1", "+2222", How::Plus),
            ("*72", "1", "*72", How::Exact),
            ("(212) 555-0100", "1", "2125550100", How::Bare),
            ("+1-234-987.6543", "1", "+12349876543", How::Bare),
            ("(234) 987-6543", "1", "+12349876543", How::National),
            ("sales", "1", "sales", How::Exact),
            ("+12125550100", "1", "2125550100", How::National),
            ("12125550100", "1", "2125550100", How::National),
            ("030123456", "49", "+4930123456", How::National),
            ("004930123456", "49", "+4930123456", How::National),
        ] {
            let expected = Some((number.to_owned(), how));
            assert_eq!(found(&numbers, &[], called, country), expected, "{called} in {country}");
        }
        for called in ["404", "", "2349876543x", "030123456", "*"] {
            assert_eq!(found(&numbers, &[], called, "1"), None, "{called}");
        }
        assert_eq!(found(&["*"], &[], "*", "1"), None, "the catch-all is no number");
    }

    #[test]
    fn patterns_come_after_numbers_the_longest_first() {
        let patterns = ["^7..$", "^7", "(*6|*8)."];
        for (called, key) in [("712", "^7..$"), ("7123", "^7"), ("*81", "(*6|*8)."), ("700", "700")] {
            assert_eq!(found(&["700"], &patterns, called, "1").map(|(key, _)| key).as_deref(), Some(key), "{called}");
        }
    }

    #[test]
    fn a12_only_what_a_telephone_dials_goes_out() {
        for (called, number) in [
            ("+1 (555) 765-4321", Some("+15557654321")),
            ("*72#", Some("*72#")),
            ("12", None),
            ("1555&x-a=1", None),
            ("1555;phone-context=+1", None),
            ("1555?X-A=1", None),
            ("1555\r\nX-A: 1", None),
            ("+1555+1", None),
            ("alice", None),
        ] {
            assert_eq!(dialable(called).as_deref(), number, "{called}");
        }
        assert_eq!(dialable(&"1".repeat(300)), None);
    }

    #[test]
    fn the_form_of_the_world_depends_on_the_country() {
        for (number, country, world) in [
            ("+442071234567", "1", Some("442071234567")),
            ("011442071234567", "1", Some("442071234567")),
            ("2125550100", "1", Some("12125550100")),
            ("00442071234567", "49", Some("442071234567")),
            ("030123456", "49", Some("4930123456")),
            ("110", "49", None),
            ("*72", "1", None),
            ("030123456", "", None),
        ] {
            assert_eq!(worldwide(number, country).as_deref(), world, "{number} in {country}");
        }
    }
}
