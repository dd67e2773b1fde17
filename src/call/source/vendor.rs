//! What the names of vendors' voices tell: `Polly.Conchita` is a woman who speaks the Spanish of Spain, and
//! `Google.fr-CA-Wavenet-B` has its language in its name. Who speaks in their place should be like them.

use super::Voice;

/// The voices of Amazon Polly by language, first the women, then the men. A bilingual one stands with the
/// language that Amazon lists as its own.
const POLLY: &[(&str, &str, &str)] = &[
    ("ar", "Zeina", ""),
    ("ar-AE", "Hala", "Zayd"),
    ("ca-ES", "Arlet", ""),
    ("cmn-CN", "Zhiyu", ""),
    ("cs-CZ", "Jitka", ""),
    ("cy-GB", "Gwyneth", ""),
    ("da-DK", "Naja Sofie", "Mads"),
    ("de-AT", "Hannah", ""),
    ("de-CH", "Sabrina", ""),
    ("de-DE", "Marlene Vicki", "Daniel Hans"),
    ("en-AU", "Nicole Olivia", "Russell"),
    // Geraint is Welsh, for which Amazon has a tag that nobody else knows.
    ("en-GB", "Amy Emma", "Arthur Brian Geraint"),
    ("en-IE", "Niamh", ""),
    ("en-IN", "Aditi Kajal Raveena", ""),
    ("en-NZ", "Aria", ""),
    ("en-SG", "Jasmine", ""),
    (
        "en-US",
        "Danielle Ivy Joanna Kendra Kimberly Ruth Salli Tiffany",
        "Gregory Joey Justin Kevin Matthew Patrick Stephen",
    ),
    ("en-ZA", "Ayanda", ""),
    ("es-ES", "Alba Conchita Lucia", "Enrique Raul Sergio"),
    ("es-MX", "Mia", "Andres"),
    ("es-US", "Lupe Penelope", "Miguel Pedro"),
    ("fi-FI", "Suvi", ""),
    ("fr-BE", "Isabelle", ""),
    ("fr-CA", "Chantal Gabrielle", "Liam"),
    ("fr-FR", "Celine Lea", "Mathieu Remi"),
    ("is-IS", "Dora", "Karl"),
    ("it-IT", "Bianca Carla", "Adriano Giorgio"),
    ("ja-JP", "Kazuha Mizuki Tomoko", "Takumi"),
    ("ko-KR", "Jihye Seoyeon", ""),
    ("nb-NO", "Ida Liv", ""),
    ("nl-BE", "Lisa", ""),
    ("nl-NL", "Laura Lotte", "Ruben"),
    ("pl-PL", "Ewa Maja Ola", "Jacek Jan"),
    ("pt-BR", "Camila Vitoria", "Ricardo Thiago"),
    ("pt-PT", "Ines", "Cristiano"),
    ("ro-RO", "Carmen", ""),
    ("ru-RU", "Tatyana", "Maxim"),
    ("sv-SE", "Astrid Elin", ""),
    ("tr-TR", "Burcu Filiz", ""),
    ("yue-CN", "Hiujin", ""),
];

impl Voice {
    /// Whether it is a man's, as far as is known; vendors have more women.
    pub fn is_man(&self) -> bool {
        match self {
            Self::Man => true,
            Self::Woman => false,
            Self::Named(name) => polly(name).is_some_and(|(_, is_man)| is_man),
        }
    }

    /// The language that it speaks, as a tag, where its name tells.
    pub fn language(&self) -> Option<&str> {
        match self {
            Self::Man | Self::Woman => None,
            Self::Named(name) => polly(name).map(|(language, _)| language).or_else(|| tag(name)),
        }
    }
}

/// Its language, and whether it is a man. Behind the name there may be what engine speaks: `Polly.Joanna-Neural`.
fn polly(name: &str) -> Option<(&'static str, bool)> {
    let (vendor, rest) = name.split_once('.')?;
    let own = rest.split(['-', ':']).next().filter(|own| vendor.eq_ignore_ascii_case("polly") && !own.is_empty())?;
    let own = bare(own);
    let holds = |names: &str| names.split(' ').any(|known| known.eq_ignore_ascii_case(&own));
    POLLY.iter().find_map(|(language, women, men)| match (holds(women), holds(men)) {
        (true, _) => Some((*language, false)),
        (false, true) => Some((*language, true)),
        (false, false) => None,
    })
}

/// Accents that stand behind their letter, as some editors write them (Unicode's combining marks).
pub fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// A name without its accents: Amazon writes Céline and Celine.
fn bare(name: &str) -> String {
    let letter = |c: char| match c.to_ascii_lowercase() {
        'à'..='å' | 'À'..='Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò'..='ö' | 'ø' | 'Ò'..='Ö' | 'Ø' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'ý' | 'ÿ' | 'Ý' => 'y',
        letter => letter,
    };
    name.chars().filter(|c| !is_accent(*c)).map(letter).collect()
}

/// The language and region that a name begins with behind its vendor: `es-ES` of `Google.es-ES-Standard-A`.
fn tag(name: &str) -> Option<&str> {
    let own = name.split_once('.').map_or(name, |(_, own)| own);
    let mut parts = own.split(['-', '_']);
    let (language, region) = (parts.next()?, parts.next()?);
    let is_language = matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_region = match region.len() {
        2 => region.bytes().all(|byte| byte.is_ascii_alphabetic()),
        3 => region.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    own.get(..language.len() + 1 + region.len()).filter(|_| is_language && is_region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_vendors_voices_tell_language_and_sex() {
        for (name, language, is_man) in [
            ("Polly.Conchita", Some("es-ES"), false),
            ("Polly.Matthew", Some("en-US"), true),
            ("Polly.Matthew-Neural", Some("en-US"), true),
            ("polly.ruth-Generative", Some("en-US"), false),
            ("Polly.Geraint", Some("en-GB"), true),
            ("Polly.Nobody", None, false),
            ("Polly.Céline", Some("fr-FR"), false),
            ("Polly.L\u{e9}a-Neural", Some("fr-FR"), false),
            ("Polly.Le\u{301}a", Some("fr-FR"), false),
            ("Polly.Mathieu", Some("fr-FR"), true),
            ("Polly.RÉMI", Some("fr-FR"), true),
            ("Polly.Vitória", Some("pt-BR"), false),
            ("Polly.Inês", Some("pt-PT"), false),
            ("Polly.Dóra", Some("is-IS"), false),
            ("Polly.Lucía-Generative", Some("es-ES"), false),
            ("Polly.Penélope", Some("es-US"), false),
            ("Polly.Andrés-Neural", Some("es-MX"), true),
            ("Polly.", None, false),
            ("Polly.Ida-Neural", Some("nb-NO"), false),
            ("Google.es-ES-Standard-A", Some("es-ES"), false),
            ("Google.cmn-CN-Wavenet-B", Some("cmn-CN"), false),
            ("Google.es-419-Neural2-A", Some("es-419"), false),
            ("fr-CA-Neural2-A", Some("fr-CA"), false),
            ("Acme.Matthew", None, false),
            ("Acme.my-own-voice", None, false),
            ("alloy", None, false),
        ] {
            let voice = Voice::Named(name.into());
            assert_eq!((voice.language(), voice.is_man()), (language, is_man), "{name}");
        }
        assert_eq!((Voice::Man.language(), Voice::Man.is_man()), (None, true));
        assert_eq!((Voice::Woman.language(), Voice::Woman.is_man()), (None, false));
    }

    #[test]
    fn no_voice_stands_in_the_table_twice() {
        let names = || POLLY.iter().flat_map(|(_, women, men)| women.split(' ').chain(men.split(' ')));
        let mut known: Vec<&str> = names().filter(|name| !name.is_empty()).collect();
        let all = known.len();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), all);
    }
}
