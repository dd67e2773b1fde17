//! A speech service over HTTP in the form that OpenAI made common: text in, WAV out.

use std::time::Duration;

use bytes::Bytes;

use super::settings::Provider;
use super::{VoiceFault, language, ssml};
use crate::call::source::{Speech, Voice};
use crate::edge::hooks::{Hooks, Incoming};
use crate::wire::http::{Exchange, Fault, Method, Reach};

/// Where no voice is set for what a document wants.
const MAN: &str = "onyx";
const WOMAN: &str = "nova";

impl Provider {
    /// The voice for a text: a name of the document itself, else the longest entry of `voices` that fits.
    pub(super) fn voice<'a>(&'a self, speech: &'a Speech) -> &'a str {
        if let Some(name) = self.named(&speech.voice) {
            return name;
        }
        let (key, default) = if speech.voice.is_man() { ("man", MAN) } else { ("woman", WOMAN) };
        let primary = speech.language.split('-').next().unwrap_or_default();
        let wanted = [format!("{key}:{}", speech.language), format!("{key}:{primary}"), key.to_owned()];
        let find = |wanted: &String| self.voices.iter().find(|(own, _)| own.eq_ignore_ascii_case(wanted));
        wanted.iter().find_map(find).map_or(default, |(_, voice)| voice.as_str())
    }

    /// Another vendor's voice, `Polly.Joanna`, is not known here unless `voices` says so; one without a dot may be.
    fn named<'a>(&'a self, voice: &'a Voice) -> Option<&'a str> {
        let Voice::Named(name) = voice else { return None };
        let entry = self.voices.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        entry.map(|(_, there)| there.as_str()).or_else(|| (!name.contains('.')).then_some(name))
    }

    /// Asks for the text; the answer with its first bytes, so that a service that fails at once is known to.
    pub(super) async fn ask(
        &self,
        hooks: &Hooks,
        speech: &Speech,
        patience: Duration,
    ) -> Result<(Incoming, Bytes), VoiceFault> {
        let failed = |fault: Fault| VoiceFault::Service(fault.to_string());
        let mut incoming = hooks.open(self.exchange(speech, patience)).await.map_err(failed)?;
        if incoming.status() != 200 {
            return Err(VoiceFault::Service(format!("it answered {}", incoming.status())));
        }
        match incoming.chunk(patience).await.map_err(failed)? {
            Some(first) => Ok((incoming, first)),
            None => Err(VoiceFault::Service("its answer is empty".into())),
        }
    }

    fn exchange(&self, speech: &Speech, patience: Duration) -> Exchange {
        let text = match speech.is_marked_up {
            true => ssml::plain(&speech.text, language::voice(&speech.language)),
            false => speech.text.clone(),
        };
        let body = serde_json::json!({
            "model": self.model,
            "input": text,
            "voice": self.voice(speech),
            "response_format": "wav",
        });
        let mut headers = vec![
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("Accept".to_owned(), "audio/wav".to_owned()),
        ];
        if !self.key.is_empty() {
            headers.push(("Authorization".to_owned(), format!("Bearer {}", self.key)));
        }
        Exchange {
            method: Method::Post,
            url: self.url.clone(),
            headers,
            body: Some(body.to_string()),
            connect_timeout: patience,
            first_byte_timeout: patience,
            total_timeout: patience,
            max_body: 0,
            reach: Reach::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_voice_that_fits_best_is_taken_and_no_other_vendors() {
        let entries = [("woman:fr", "amélie"), ("man:en-GB", "arthur"), ("man", "bob"), ("Polly.Amy", "amy")];
        let voices = entries.map(|(key, voice)| (key.to_owned(), voice.to_owned())).into();
        let own = Provider { url: String::new(), key: String::new(), model: String::new(), voices, timeout: 1 };
        let speech = |voice, language: &str| Speech {
            voice,
            language: language.into(),
            text: String::new(),
            is_marked_up: false,
        };
        for (voice, language, name) in [
            (Voice::Woman, "fr-CA", "amélie"),
            (Voice::Woman, "en", "nova"),
            (Voice::Man, "en-gb", "arthur"),
            (Voice::Man, "en-us", "bob"),
            (Voice::Named("Polly.Amy".into()), "en-GB", "amy"),
            (Voice::Named("Polly.Joanna".into()), "en-US", "nova"),
            (Voice::Named("Polly.Brian-Neural".into()), "en-GB", "arthur"),
            (Voice::Named("Google.fr-CA-Standard-A".into()), "fr-CA", "amélie"),
            (Voice::Named("alloy".into()), "en", "alloy"),
        ] {
            assert_eq!(own.voice(&speech(voice, language)), name);
        }
    }
}
