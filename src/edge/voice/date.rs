//! `<say-as interpret-as="date">` → words, since espeak-ng reads `9/21/2010` as numbers and strokes.
//!
//! Numbers are left to the voice; the month becomes a name, in the order of the language.

/// The names of the months.
const MONTHS: [(&str, &str); 17] = [
    ("ca", "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre"),
    ("cs", "ledna února března dubna května června července srpna září října listopadu prosince"),
    ("da", "januar februar marts april maj juni juli august september oktober november december"),
    ("de", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    (
        "el",
        "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    ),
    ("en", "January February March April May June July August September October November December"),
    ("es", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    (
        "fi",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    ),
    ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    ("it", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    ("nb", "januar februar mars april mai juni juli august september oktober november desember"),
    ("nl", "januari februari maart april mei juni juli augustus september oktober november december"),
    ("pl", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
    ("pt", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    ("sv", "januari februari mars april maj juni juli augusti september oktober november december"),
    ("tr", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
];

/// A date with what is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Date {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
}

/// The words of a date, or `None` where it is none. `format` is `mdy`, `dmy`, `ymd` and their parts, each letter once or
/// as often as it has digits; without one, ISO 8601 is understood and otherwise month before day, as the voice's `en-us`
/// would.
pub(super) fn words(text: &str, format: &str, voice: &str) -> Option<String> {
    let date = read(text, format)?;
    let language = voice.split('-').next().unwrap_or_default();
    let months = MONTHS.iter().find(|(own, _)| *own == language).map(|(_, months)| *months);
    let number = |value: Option<u32>| value.map(|value| value.to_string());
    let name = |month: u32| match months {
        Some(months) => months.split(' ').nth(month as usize - 1).map(str::to_owned),
        None => Some(month.to_string()),
    };
    let month = match date.month {
        Some(month) => Some(name(month)?),
        None => None,
    };
    let parts = match language {
        "en" => [month, date.day.map(ordinal), number(date.year)],
        "de" | "nb" | "da" | "fi" | "cs" => [date.day.map(|day| format!("{day}.")), month, number(date.year)],
        _ => [number(date.day), month, number(date.year)],
    };
    let between = if matches!(language, "es" | "pt" | "ca") { " de " } else { " " };
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(between))
}

/// What the parts of a date are, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Year,
    Month,
    Day,
}

/// Formats as the vendors write them: `mdy`, `yyyymmdd`, `dd/mm/yyyy`. Each place with the digits that it takes where
/// nothing stands between them; `None` where a place is said twice, or is none.
fn places(format: &str) -> Option<Vec<(Place, usize)>> {
    let mut letters: Vec<(char, usize)> = Vec::new();
    for letter in format.chars().map(|c| c.to_ascii_lowercase()).filter(|c| c.is_alphabetic()) {
        if letters.last().is_none_or(|(last, _)| *last != letter) {
            if letters.iter().any(|(other, _)| *other == letter) {
                return None;
            }
            letters.push((letter, 0));
        }
        if let Some((_, width)) = letters.last_mut() {
            *width += 1;
        }
    }
    let place = |(letter, width): (char, usize)| match letter {
        'y' => Some((Place::Year, if width == 1 { 4 } else { width })),
        'm' => Some((Place::Month, 2)),
        'd' => Some((Place::Day, 2)),
        _ => None,
    };
    letters.into_iter().map(place).collect()
}

/// The parts of a text, of which one without anything between its digits is cut as the format has it.
fn parts<'t>(text: &'t str, places: &[(Place, usize)]) -> Vec<&'t str> {
    let is_part = |c: char| c.is_ascii_digit() || c == '?';
    let parts: Vec<&str> = text.split(|c| !is_part(c)).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [one] if places.len() > 1 && one.len() == places.iter().map(|(_, width)| width).sum::<usize>() => {
            let cut = |rest: &mut &'t str, (_, width): &(Place, usize)| {
                let (part, after) = rest.split_at_checked(*width)?;
                *rest = after;
                Some(part)
            };
            places.iter().scan(*one, cut).collect()
        }
        _ => parts,
    }
}

fn read(text: &str, format: &str) -> Option<Date> {
    // A month that has its name already needs no other.
    if text.contains(char::is_alphabetic) {
        return None;
    }
    let is_iso = text.trim().bytes().take_while(u8::is_ascii_digit).count() >= 4;
    let format = match format.trim() {
        "" if is_iso => "ymd",
        "" => "mdy",
        known => known,
    };
    let places = places(format)?;
    let parts = parts(text, &places);
    if parts.is_empty() || parts.len() > places.len() {
        return None;
    }
    let mut date = Date::default();
    for (part, (place, _)) in parts.into_iter().zip(places) {
        // `????0305` is a date of which the year is not said.
        if part.bytes().all(|byte| byte == b'?') {
            continue;
        }
        let value: u32 = part.parse().ok()?;
        match place {
            Place::Year if value < 10_000 => date.year = Some(value),
            Place::Month if (1..=12).contains(&value) => date.month = Some(value),
            Place::Day if (1..=31).contains(&value) => date.day = Some(value),
            _ => return None,
        }
    }
    (date != Date::default()).then_some(date)
}

fn ordinal(day: u32) -> String {
    let end = match (day % 10, day / 10) {
        (1, 0 | 2 | 3) => "st",
        (2, 0 | 2) => "nd",
        (3, 0 | 2) => "rd",
        _ => "th",
    };
    format!("{day}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_words_in_the_order_of_their_language() {
        let table = [
            ("9/21/2010", "mdy", "en-us", Some("September 21st 2010")),
            ("21.9.2010", "dmy", "en-gb", Some("September 21st 2010")),
            ("2010-09-03", "", "en-us", Some("September 3rd 2010")),
            ("20100911", "", "en-us", Some("September 11th 2010")),
            ("9/12", "md", "en-us", Some("September 12th")),
            ("12.9.2010", "dmy", "de", Some("12. September 2010")),
            ("12/9", "dm", "fr-fr", Some("12 septembre")),
            ("12/9/2010", "dmy", "es", Some("12 de septiembre de 2010")),
            ("2010-09", "ym", "es", Some("septiembre de 2010")),
            ("2010-09-12", "ymd", "ja", Some("12 9 2010")),
            ("31", "d", "sv", Some("31")),
            ("13/40/2010", "mdy", "en-us", None),
            ("soon", "mdy", "en-us", None),
            ("March 5", "md", "en-us", None),
            ("1/2/3/4", "mdy", "en-us", None),
            ("99999999999", "y", "en-us", None),
            ("1", "?", "en-us", None),
            ("????????", "yyyymmdd", "en-us", None),
        ];
        for (text, format, voice, spoken) in table {
            assert_eq!(words(text, format, voice).as_deref(), spoken, "{text} {format} {voice}");
        }
    }

    #[test]
    fn dates_are_read_in_every_format_that_the_vendors_have() {
        let table = [
            ("2024-03-05", "yyyymmdd", Some("March 5th 2024")),
            ("20240305", "yyyymmdd", Some("March 5th 2024")),
            ("20240305", "ymd", Some("March 5th 2024")),
            ("????0305", "yyyymmdd", Some("March 5th")),
            ("202403??", "yyyymmdd", Some("March 2024")),
            ("2024-03-05", "yyyy-mm-dd", Some("March 5th 2024")),
            ("05/03/2024", "dd/mm/yyyy", Some("March 5th 2024")),
            ("03/05/24", "MM/DD/YY", Some("March 5th 24")),
            ("030524", "mmddyy", Some("March 5th 24")),
            ("05032024", "dmy", Some("March 5th 2024")),
            ("03.05.2024", "mdy", Some("March 5th 2024")),
            ("5-3-2024", "dmy", Some("March 5th 2024")),
            ("2024/3/5", "ymd", Some("March 5th 2024")),
            ("3-5", "md", Some("March 5th")),
            ("5-3", "dm", Some("March 5th")),
            ("0503", "ddmm", Some("March 5th")),
            ("2024-3", "ym", Some("March 2024")),
            ("3/2024", "my", Some("March 2024")),
            ("032024", "mmyyyy", Some("March 2024")),
            ("2024", "y", Some("2024")),
            ("2024", "yyyy", Some("2024")),
            ("3", "m", Some("March")),
            ("5", "d", Some("5th")),
            ("1/2/3", "mdm", None),
            ("2024-03-05", "yyyymmyy", None),
            ("2024", "year", None),
        ];
        for (text, format, spoken) in table {
            assert_eq!(words(text, format, "en-us").as_deref(), spoken, "{text} {format}");
        }
    }

    #[test]
    fn every_month_has_a_name() {
        assert!(MONTHS.iter().all(|(_, months)| months.split(' ').count() == 12));
    }
}
