//! Languages of Say → voices of espeak-ng: the codes of spec §3.1 and BCP-47 tags, whole first, then
//! shorter and shorter (RFC 4647 §3.4).

/// What the voices of espeak-ng 1.51 are called.
const VOICES: &str = "af am an ar as az ba be bg bn bs ca cmn cs cy da de el en-029 en-gb en-gb-scotland en-us eo es \
    es-419 et eu fa fi fr-be fr-ch fr-fr ga gd gn grc gu hak haw he hi hr ht hu hy ia id is it ja ka kk kl kn ko kok ku ky \
    la lb lt ltg lv mi mk ml mr ms mt my nb ne nl om or pa pap pl pt pt-br qu quc ro ru sd si sk sl sq sr sv sw ta te th \
    tk tn tr tt ug uk ur uz vi yue";

/// Other names of them: codes of the specification, languages without a voice of exactly their name, and old codes.
const OTHERS: [(&str, &str); 27] = [
    ("bf", "fr-be"),
    ("bp", "pt-br"),
    // Canadian French has no voice of its own.
    ("cf", "fr-fr"),
    ("dan", "da"),
    ("en", "en-us"),
    ("en-uk", "en-gb"),
    ("en-ie", "en-gb"),
    ("en-au", "en-gb"),
    ("en-nz", "en-gb"),
    ("en-in", "en-gb"),
    ("en-za", "en-gb"),
    ("es-mx", "es-419"),
    ("es-us", "es-419"),
    ("es-ar", "es-419"),
    ("es-cl", "es-419"),
    ("es-co", "es-419"),
    ("fr", "fr-fr"),
    ("no", "nb"),
    ("nn", "nb"),
    ("pt-pt", "pt"),
    ("zh", "cmn"),
    ("zh-hk", "yue"),
    ("fil", "id"),
    ("iw", "he"),
    ("in", "id"),
    ("jw", "id"),
    ("sh", "sr"),
];

/// Voices whose files have another name. Under its own, espeak-ng speaks it too, but without the variant and without a word:
/// a woman would be a man.
const FILES: [(&str, &str); 2] = [("en-gb", "en"), ("fr-fr", "fr")];

/// Where a language is not known.
const DEFAULT: &str = "en-us";

/// The voice of a language.
pub(super) fn voice(language: &str) -> &'static str {
    let wanted = language.trim().to_ascii_lowercase().replace('_', "-");
    let mut tag = wanted.as_str();
    loop {
        if let Some(voice) = known(tag) {
            return voice;
        }
        match tag.rsplit_once('-') {
            Some((shorter, _)) => tag = shorter,
            None => return DEFAULT,
        }
    }
}

/// What a voice is called where a variant follows its name.
pub(super) fn file(voice: &'static str) -> &'static str {
    FILES.iter().find(|(name, _)| *name == voice).map_or(voice, |(_, file)| file)
}

fn known(name: &str) -> Option<&'static str> {
    let other = OTHERS.iter().find(|(other, _)| *other == name).map(|(_, voice)| *voice);
    other.or_else(|| VOICES.split_ascii_whitespace().find(|voice| *voice == name))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn man_and_woman_have_different_voices_in_every_language() {
        let spoken = |voice: &str| {
            let made =
                Command::new("espeak-ng").args(["-v", voice, "--stdout", "one"]).output().expect("it is installed");
            assert!(made.status.success() && made.stdout.len() > 1000, "{voice}: {made:?}");
            made.stdout
        };
        let voices = VOICES.split_ascii_whitespace().map(file);
        let alike: Vec<&str> =
            voices.filter(|voice| spoken(&format!("{voice}+f3")) == spoken(&format!("{voice}+m3"))).collect();
        assert_eq!(alike, [""; 0]);
    }

    #[test]
    fn every_language_of_the_specification_has_a_voice() {
        let table = [
            ("en", "en-us"),
            ("en-gb", "en-gb"),
            ("es", "es"),
            ("fr", "fr-fr"),
            ("de", "de"),
            ("it", "it"),
            ("pt", "pt"),
            ("pl", "pl"),
            ("nl", "nl"),
            ("no", "nb"),
            ("sv", "sv"),
            ("da", "da"),
            ("dan", "da"),
            ("fi", "fi"),
            ("el", "el"),
            ("cs", "cs"),
            ("tr", "tr"),
            ("ru", "ru"),
            ("ar", "ar"),
            ("ca", "ca"),
            ("bf", "fr-be"),
            ("bp", "pt-br"),
            ("cf", "fr-fr"),
        ];
        for (language, name) in table {
            assert_eq!(voice(language), name, "{language}");
        }
    }

    #[test]
    fn tags_are_taken_whole_then_shorter_and_never_become_options() {
        let table = [
            ("en-GB", "en-gb"),
            ("pt_BR", "pt-br"),
            ("de-AT", "de"),
            ("en-GB-WLS", "en-gb"),
            ("fr-CA", "fr-fr"),
            ("zh-Hant-TW", "cmn"),
            ("tlh", "en-us"),
            ("", "en-us"),
            ("--path=/etc", "en-us"),
            ("de+m1 -w x", "en-us"),
        ];
        for (language, name) in table {
            assert_eq!(voice(language), name, "{language}");
        }
    }
}
