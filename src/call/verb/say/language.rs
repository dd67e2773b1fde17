//! The languages of `Say` (spec §3.1): codes of the table become BCP-47 tags, tags become canonical. Which of them can
//! be spoken is known to whoever speaks; a tag without a voice of its own is spoken in its primary language.

/// Codes of the table that are no tags.
const OWN: [(&str, &str); 4] = [("bf", "fr-BE"), ("bp", "pt-BR"), ("cf", "fr-CA"), ("dan", "da")];

/// Primary subtags of languages that synthesisers speak: those of espeak-ng, to which the speech services have nothing
/// to add but Javanese, Sundanese, Tagalog and Zulu.
const SPOKEN: &str = "af am an ar as az ba be bg bn bpy bs ca chr cmn cs cv cy da de el en eo es et eu fa fi fil fr ga gd \
    gn grc gu hak haw he hi hr ht hu hy hyw ia id io is it ja jbo jv ka kk kl km kn ko kok ku ky la lb lfn lt ltg lv mi \
    mk ml mn mr ms mt mto my nb nci ne nl nn no nog om or pa pap pl pt py quc qu qya ro ru sd shn si sjn sk sl smj so sq \
    sr su sv sw ta te th ti tk tl tn tr tt ug uk ur uz vi yue zh zu";

/// Whether it is a code of the table or a tag of a language that can be spoken.
pub(super) fn is_known(text: &str) -> bool {
    let mut subtags = text.split(['-', '_']);
    let primary = subtags.next().unwrap_or_default().to_ascii_lowercase();
    let shaped = subtags.all(|tag| (1..=8).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric()));
    let own = OWN.iter().any(|(code, _)| text.eq_ignore_ascii_case(code));
    own || (shaped && SPOKEN.split_whitespace().any(|known| known == primary))
}

/// The tag, in the usual case of its parts (RFC 5646 §2.1.1).
pub(in crate::call::verb) fn tag(written: &str) -> String {
    if let Some((_, tag)) = OWN.iter().find(|(code, _)| written.eq_ignore_ascii_case(code)) {
        return (*tag).to_owned();
    }
    let part = |(at, part): (usize, &str)| match (at, part.len(), part.split_at_checked(1)) {
        (0, _, _) => part.to_ascii_lowercase(),
        (_, 2, _) => part.to_ascii_uppercase(),
        (_, 4, Some((first, rest))) => first.to_ascii_uppercase() + &rest.to_ascii_lowercase(),
        _ => part.to_ascii_lowercase(),
    };
    written.split(['-', '_']).enumerate().map(part).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_tags_become_canonical_tags() {
        for (written, expected) in [
            ("en", "en"),
            ("EN-gb", "en-GB"),
            ("bf", "fr-BE"),
            ("BP", "pt-BR"),
            ("cf", "fr-CA"),
            ("dan", "da"),
            ("pt_br", "pt-BR"),
            ("zh-hant-tw", "zh-Hant-TW"),
        ] {
            assert!(is_known(written), "{written}");
            assert_eq!(tag(written), expected);
        }
        for unknown in ["", "x", "xx", "klingon", "en-", "en-überall", "tlh"] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }

    #[test]
    fn every_language_of_the_specification_is_known() {
        let table = "en en-gb es fr de it pt pl nl no sv da dan fi el cs tr ru ar ca bf bp cf";
        assert!(table.split(' ').all(is_known));
    }
}
