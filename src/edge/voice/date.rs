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

/// The words of a date, or `None` where it is none. `format` is `mdy`, `dmy`, `ymd` and their parts; without one, ISO
/// 8601 is understood and otherwise month before day, as the voice's `en-us` would.
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
        "es" | "pt" | "ca" => {
            let of = |text: Option<String>| text.map(|text| format!("de {text}"));
            [number(date.day), of(month), of(number(date.year))]
        }
        _ => [number(date.day), month, number(date.year)],
    };
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn read(text: &str, format: &str) -> Option<Date> {
    let text = text.trim();
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let format = format.trim().to_ascii_lowercase();
    let parts = match digits.as_slice() {
        [one] if one.len() == 8 && matches!(format.as_str(), "" | "ymd") => vec![&one[..4], &one[4..6], &one[6..]],
        other => other.to_vec(),
    };
    let is_iso = parts.first().is_some_and(|first| first.len() == 4);
    let order = match format.as_str() {
        "" if is_iso => "ymd",
        "" => "mdy",
        known => known,
    };
    if parts.is_empty() || parts.len() > order.len() {
        return None;
    }
    let mut date = Date::default();
    for (part, place) in parts.iter().zip(order.chars()) {
        let value: u32 = part.parse().ok()?;
        match place {
            'y' if value < 10_000 => date.year = Some(value),
            'm' if (1..=12).contains(&value) => date.month = Some(value),
            'd' if (1..=31).contains(&value) => date.day = Some(value),
            _ => return None,
        }
    }
    Some(date)
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
            ("2010-09", "ym", "es", Some("de septiembre de 2010")),
            ("2010-09-12", "ymd", "ja", Some("12 9 2010")),
            ("31", "d", "sv", Some("31")),
            ("13/40/2010", "mdy", "en-us", None),
            ("soon", "mdy", "en-us", None),
            ("1/2/3/4", "mdy", "en-us", None),
            ("99999999999", "y", "en-us", None),
            ("1", "?", "en-us", None),
        ];
        for (text, format, voice, spoken) in table {
            assert_eq!(words(text, format, voice).as_deref(), spoken, "{text} {format} {voice}");
        }
    }

    #[test]
    fn every_month_has_a_name() {
        assert!(MONTHS.iter().all(|(_, months)| months.split(' ').count() == 12));
    }
}
