//! `Stream`, inside `Start`, `Stop`, `Connect`: the sound of a call over a WebSocket (spec §3.15), and what else may
//! stand there: `Parameter`, `Siprec`, `Transcription`. What becomes of a stream is `family/streaming`.
//!
//! ```xml
//! <Stream name="s" url="wss://example.com/audio" track="both_tracks"><Parameter name="lang" value="en"/></Stream>
//! ```

use serde::{Deserialize, Serialize};

use crate::call::RequestId;
use crate::call::effect::Level;
use crate::call::stage::Stage;
use crate::call::stream::Wish;
use crate::media::Tracks;
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault, Span, code};
use crate::wire::http::Method;

use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, inspect, not_run, stray_text};

/// Characters of the name and the value of a parameter together (spec §3.15).
const PARAMETER_LENGTH: usize = 500;

/// `Stream` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Stream",
    about: "Inside Start, Stop, Connect: the sound of the call over a WebSocket.",
    section: "§3.15",
    run: Run::Part,
    contexts: &[],
    attributes: &[
        Attr::new("url", Kind::Rule(is_socket, "an absolute ws or wss URL")).code(11100).by("§3.15", &[Twilio]),
        Attr::new("name", Kind::Text(256)).by("§3.15", &[Twilio]),
        Attr::new("track", Kind::Choice(&["inbound_track", "outbound_track", "both_tracks"]))
            .default("inbound_track")
            .by("§3.15", &[Twilio]),
        Attr::url("statusCallback").by("§3.15", &[Twilio]),
        Attr::method("statusCallbackMethod").by("§3.15", &[Twilio]),
    ],
    children: &["Parameter"],
    text: "",
};

/// `Parameter`: a name and a value handed over.
pub const PARAMETER: Entry = Entry {
    name: "Parameter",
    about: "Inside Stream, Siprec, Client: a name and a value handed over.",
    section: "§3.15",
    run: Run::Part,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Text(500)).by("§3.15", &[Twilio]),
        Attr::new("value", Kind::Text(500)).by("§3.15", &[Twilio]),
    ],
    children: &[],
    text: "",
};

/// `Siprec`: recording by a session recording server.
pub const SIPREC: Entry = Entry {
    name: "Siprec",
    about: "Inside Start, Stop: recording by a session recording server.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("connectorName", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("track", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallback", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallbackMethod", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &["Parameter"],
    text: "",
};

/// `Transcription`: what is said, as text.
pub const TRANSCRIPTION: Entry = Entry {
    name: "Transcription",
    about: "Inside Start, Stop: what is said, as text.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("track", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("languageCode", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallbackUrl", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallbackMethod", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("inboundTrackLabel", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("outboundTrackLabel", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("partialResults", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("transcriptionEngine", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("speechModel", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("profanityFilter", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("enableAutomaticPunctuation", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("hints", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &[],
    text: "",
};

/// A stream as the document wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Where to; without it nothing can be opened.
    pub url: Option<String>,
    /// Its name in the call.
    pub name: Option<String>,
    /// Whose sound.
    pub tracks: Tracks,
    /// What is handed over, in order, each name once.
    pub parameters: Vec<(String, String)>,
    /// Told about it.
    pub status: Option<(String, Method)>,
}

/// Reads the streams in a verb; of what else may stand there it warns that it does not run.
pub(super) fn nouns(verb: &'static Entry, element: &Element) -> (Vec<Order>, Vec<Fault>) {
    let (nouns, mut faults) = children(verb, element);
    let mut streams = Vec::new();
    for (entry, noun) in nouns {
        if entry.name == ENTRY.name {
            let (order, found) = read(noun);
            streams.push(order);
            faults.extend(found);
        } else {
            faults.extend(not_run(entry, noun));
            faults.extend(inspect(entry, noun));
        }
    }
    (streams, faults)
}

/// Reads one.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(stray_text(&ENTRY, element));
    let url = form.text("url");
    if element.attribute("url").is_none_or(|written| written.value.is_empty()) {
        faults.push(Fault::mistake(11100, element.span, "Stream has no url: it is skipped"));
    }
    if url.as_ref().is_some_and(|url| url.contains('?')) {
        let message = "the query of a stream's url does not reach the server";
        faults.push(Fault::warning(code::SCHEMA, element.span, message).help("pass Parameter children instead"));
    }
    let (parameters, found) = parameters(element);
    faults.extend(found);
    let tracks = match form.word("track") {
        "outbound_track" => Tracks::Heard,
        "both_tracks" => Tracks::Both,
        _ => Tracks::Said,
    };
    let status = form.text("statusCallback").map(|url| (url, form.method("statusCallbackMethod")));
    (Order { url, name: form.text("name"), tracks, parameters, status }, faults)
}

/// Those that have a name and are not too long; of two with one name the later counts.
fn parameters(element: &Element) -> (Vec<(String, String)>, Vec<Fault>) {
    let (nouns, mut faults) = children(&ENTRY, element);
    let mut parameters: Vec<(String, String)> = Vec::new();
    for (entry, noun) in nouns {
        let (form, found) = Form::of(entry, noun);
        faults.extend(found);
        faults.extend(stray_text(entry, noun));
        let (name, value) = (form.text("name").unwrap_or_default(), form.text("value").unwrap_or_default());
        let length = name.chars().count() + value.chars().count();
        if name.is_empty() || length > PARAMETER_LENGTH {
            let why = if name.is_empty() { "has no name" } else { "is longer than 500 characters" };
            let message = format!("a Parameter of Stream {why}: it is left out");
            faults.push(Fault::mistake(code::SCHEMA, noun.span, message));
            continue;
        }
        parameters.retain(|(other, _)| *other != name);
        parameters.push((name, value));
    }
    (parameters, faults)
}

impl Order {
    /// A stream that speaks hears the far party alone (spec §3.15).
    pub(super) fn hear_only(&mut self, span: Span) -> Option<Fault> {
        let others = self.tracks != Tracks::Said;
        self.tracks = Tracks::Said;
        let message = "track of a Stream in Connect can only be inbound_track, which is used";
        others.then(|| Fault::warning(code::SCHEMA, span, message))
    }

    /// Opens it; none where that cannot be, of which there is a note.
    pub(super) fn open(self, is_duplex: bool, stage: &mut Stage<'_, '_>) -> Option<RequestId> {
        let Self { url, name, tracks, parameters, status } = self;
        let Some(url) = url else {
            stage.note(Level::Error, 11100, "stream_url", "Stream: it has no ws or wss URL");
            return None;
        };
        stage.open_stream(Wish { url, name, tracks, is_duplex, parameters, told: status })
    }
}

fn is_socket(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "ws" | "wss"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::verb::{Context, Verb, document};
    use crate::rcml::{Limits, Source};

    fn read_all(text: &str) -> (Vec<Verb>, Vec<u32>) {
        let text = format!("<Response>{text}</Response>");
        let source = Source { name: "test", bytes: text.as_bytes(), charset_hint: None };
        let document = document(&source, Limits::default()).unwrap();
        let read = document.root.elements().map(|element| crate::call::verb::read(element, Context::Main));
        let (verbs, faults): (Vec<_>, Vec<_>) = read.unzip();
        (verbs, faults.into_iter().flatten().map(|fault| fault.code).collect())
    }

    #[test]
    fn a_stream_is_read_with_its_parameters_and_what_does_not_fit_is_told() {
        let (verbs, faults) = read_all(
            r#"<Start><Stream url="wss://x.example/a" name="s" track="both_tracks" statusCallback="/s"
                 statusCallbackMethod="GET"><Parameter name="a" value="1"/><Parameter name="b" value="2"/>
                 <Parameter name="a" value="3"/></Stream></Start>"#,
        );
        let [Verb::Start(order)] = &verbs[..] else { panic!("{verbs:?}") };
        let stream = &order.streams[0];
        assert_eq!((faults, stream.url.as_deref()), (vec![], Some("wss://x.example/a")));
        assert_eq!((stream.tracks, stream.status.clone()), (Tracks::Both, Some(("/s".into(), Method::Get))));
        assert_eq!(stream.parameters, [("b", "2"), ("a", "3")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        let long = "x".repeat(500);
        for (text, codes) in [
            (r#"<Start><Stream url="https://x.example/a"/></Start>"#.to_owned(), vec![11100]),
            ("<Start><Stream/></Start>".to_owned(), vec![11100]),
            (r#"<Start><Stream url="wss://x.example/a?b=c"/></Start>"#.to_owned(), vec![12200]),
            (
                format!(
                    r#"<Start><Stream url="wss://x.example"><Parameter name="a" value="{long}"/></Stream></Start>"#
                ),
                vec![12200],
            ),
            (r#"<Start><Stream url="wss://x.example"><Parameter value="a"/></Stream></Start>"#.to_owned(), vec![12200]),
            (r#"<Connect><Stream url="wss://x.example" track="both_tracks"/></Connect>"#.to_owned(), vec![12200]),
            ("<Connect/>".to_owned(), vec![12200]),
            ("<Start><Siprec/></Start>".to_owned(), vec![12200]),
            ("<Stop><Stream/></Stop>".to_owned(), vec![12200]),
            (r#"<Stop><Stream name="s"/></Stop>"#.to_owned(), vec![]),
        ] {
            assert_eq!(read_all(&text).1, codes, "{text}");
        }
    }
}
