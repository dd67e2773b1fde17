//! The program that speaks, played by small ones that every system has.

use super::*;
use crate::call::source::Voice;

fn voices(program: &str) -> Voices {
    Voices::new(Settings { program: program.into(), timeout: 1, ..Settings::default() }).unwrap()
}

fn speech(voice: Voice, language: &str) -> Speech {
    Speech { voice, language: language.into(), text: "a < b".into(), is_marked_up: false }
}

#[tokio::test]
async fn a_program_that_does_not_speak_is_told_with_its_own_words() {
    let table = [
        ("", "voice.program is empty: set it to"),
        ("/no/such/program", "there is no /no/such/program: install espeak-ng"),
        ("ls", "ls:"),
        ("true", "it said nothing"),
    ];
    for (program, why) in table {
        let fault = voices(program).start(&speech(Voice::Man, "en")).await.unwrap_err().to_string();
        assert!(fault.contains(why), "{program}: {fault}");
    }
}

#[test]
fn who_speaks_is_named_by_language_and_variant() {
    let voices = voices("espeak-ng");
    assert_eq!(voices.program(&speech(Voice::Man, "bf")), "fr-be+m3");
    assert_eq!(voices.program(&speech(Voice::Woman, "de-AT")), "de+f3");
    assert_eq!(voices.program(&speech(Voice::Named("Polly".into()), "xx")), "en-us+f3");
    assert_eq!(voices.program(&speech(Voice::Named("Polly.Matthew-Neural".into()), "en")), "en-us+m3");
    assert_eq!(voices.program(&speech(Voice::Named("Polly.Joanna".into()), "en")), "en-us+f3");
}

#[test]
fn the_key_of_a_service_is_not_printed() {
    let provider = Provider {
        url: "https://h/".into(),
        key: "s3cret".into(),
        model: String::new(),
        voices: Default::default(),
        timeout: 1,
    };
    let text = format!("{:?}", Settings { provider: Some(provider), ..Settings::default() });
    assert!(text.contains("https://h/") && !text.contains("s3cret"), "{text}");
}
