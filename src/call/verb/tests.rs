//! The table as a whole: each attribute of each entry with a good and a bad value, nesting, contexts, and the same
//! complaints from a call and from the lint.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::call::source::Voice;
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault, Limits, Severity, Source};

use super::entry::Run;
use super::{Context, ENTRIES, Skip, Verb, document, entry, form, lint, read};

fn parsed(text: &str) -> Element {
    let source = Source { name: "test", bytes: text.as_bytes(), charset_hint: None };
    document(&source, Limits::DEFAULT).unwrap().root
}

fn linted(body: &str, context: Context) -> Vec<Fault> {
    let text = format!("<Response>{body}</Response>");
    let source = Source { name: "test", bytes: text.as_bytes(), charset_hint: None };
    lint::lint(&document(&source, Limits::DEFAULT).unwrap(), context)
}

fn said(body: &str) -> Vec<String> {
    linted(body, Context::Main).iter().map(ToString::to_string).collect()
}

fn only(body: &str, context: Context) -> (Verb, Vec<Fault>) {
    read(parsed(&format!("<Response>{body}</Response>")).elements().next().unwrap(), context)
}

/// A legal and, where there is one, an illegal value.
fn samples(kind: Kind) -> (String, Option<String>) {
    let (good, bad) = match kind {
        Kind::Flag => ("TRUE".into(), Some("yes".into())),
        Kind::Integer(least, most) => {
            (most.to_string(), Some(if least > 0 { (least - 1).to_string() } else { "-1".into() }))
        }
        Kind::IntegerOr(_, _, word) => (word.to_owned(), Some("-1".into())),
        Kind::Method => ("get".into(), Some("PUT".into())),
        Kind::Url => ("/a?b=c".into(), Some("ftp://example.com/".into())),
        Kind::Choice(words) => (words[0].to_uppercase(), Some("nonsense".into())),
        Kind::Events(names) => (names.join(","), Some("nonsense".into())),
        Kind::Keys(most) | Kind::KeysOrOff(most) => ("#".into(), Some("1".repeat(most + 1))),
        Kind::Digits => ("1w2#".into(), Some("1,2".into())),
        Kind::List(entries, _) => ("a, b".into(), Some("a,".repeat(entries + 1))),
        Kind::Text(most) => ("x".into(), Some("x".repeat(most + 1))),
        Kind::Rule(rule, _) => {
            let candidates = [
                "man",
                "en-gb",
                "dtmf speech",
                "+15551234",
                "wss://example.com/",
                "4711",
                "kate@example.com",
                "us",
                "CA00000000000000000000000000000000",
            ];
            let good = candidates.iter().find(|text| rule(text)).expect("a rule accepts one of these");
            ((*good).to_owned(), Some("no such thing!".into()))
        }
        Kind::Ignored | Kind::Unsupported => ("x".into(), None),
    };
    (good, bad)
}

fn with_attribute(name: &str, attribute: &str, value: &str) -> Element {
    parsed(&format!("<Response><{name} {attribute}=\"{value}\"/></Response>")).elements().next().unwrap().clone()
}

#[test]
fn each_attribute_of_each_entry_takes_its_values_and_answers_others_with_its_code() {
    for entry in ENTRIES {
        for attr in entry.attributes {
            let what = format!("{} of {}", attr.name, entry.name);
            let (good, bad) = samples(attr.kind);
            let (form, faults) = form::Form::of(entry, &with_attribute(entry.name, attr.name, &good));
            match attr.kind {
                Kind::Unsupported => assert_eq!(faults[0].code, 12200, "{what}"),
                _ => assert!(form.wrote(attr.name) && faults.is_empty(), "{what}: {faults:?}"),
            }
            let (form, faults) = form::Form::of(entry, &with_attribute(entry.name, attr.name, ""));
            assert!(faults.is_empty(), "{what}: empty is no fault");
            assert_eq!(form.wrote(attr.name), attr.empty == super::entry::Empty::Value, "{what}");
            if let Some(bad) = bad {
                let (form, faults) = form::Form::of(entry, &with_attribute(entry.name, attr.name, &bad));
                assert_eq!(faults.len(), 1, "{what}");
                assert_eq!(faults[0].code, attr.code, "{what}");
                assert!(faults[0].message.starts_with(&what), "{what}: {}", faults[0].message);
                assert_eq!(form.wrote(attr.name), matches!(attr.kind, Kind::List(..) | Kind::Url), "{what}");
            }
        }
    }
}

#[test]
fn the_table_is_sound() {
    let names: BTreeSet<_> = ENTRIES.iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), ENTRIES.len(), "each name once");
    for entry in ENTRIES {
        assert!(entry.about.ends_with('.') && entry.section.starts_with('§'), "{}", entry.name);
        assert!(entry.contexts.is_empty() || entry.contexts.contains(&Context::Main) || entry.name == "Leave");
        let attributes: BTreeSet<_> = entry.attributes.iter().map(|attr| attr.name).collect();
        assert_eq!(attributes.len(), entry.attributes.len(), "{}: each attribute once", entry.name);
        for attr in entry.attributes {
            let legal = attr.default.is_empty() || attr.kind.read(attr.default).complaints.is_empty();
            assert!(legal, "default of {} of {}", attr.name, entry.name);
            assert!(!attr.origin.is_empty() && attr.section.starts_with('§'), "{} of {}", attr.name, entry.name);
        }
        for child in entry.children {
            let holds_text = matches!(entry.name, "Say" | "Sms" | "Message");
            assert!(names.contains(child) || holds_text, "{child} in {}", entry.name);
        }
    }
    for verb in ["Dial", "Pause", "Redirect", "Hangup", "Reject", "Say", "Play", "Gather", "Record"] {
        assert!(matches!(entry(verb).map(|entry| entry.run), Some(Run::Reads(_))), "{verb}");
    }
}

#[test]
fn an_illegal_value_says_what_becomes_of_it() {
    let sid = "expected the SID of a call: CA and 32 hex digits";
    let party = "expected a number, client:NAME, a client or a SIP address";
    for (body, fault) in [
        ("<Sms to='a b!'>x</Sms>", format!("1:20 14101: to of Sms: {party}; nothing is sent")),
        ("<Sms from='a b!'>x</Sms>", format!("1:22 14102: from of Sms: {party}; it counts as absent")),
        (
            "<Dial><Conference coach='CA1'>r</Conference></Dial>",
            format!("1:36 13240: coach of Conference: {sid}; the Conference lets nobody in"),
        ),
        (
            "<Dial><Conference pin='1'>r</Conference></Dial>",
            "1:34 13200: pin of Conference: expected 4 to 16 digits; the Conference lets nobody in".to_owned(),
        ),
        ("<Pause length='x'/>", "1:26 13910: length of Pause: expected a whole number from 0; 1 is used".to_owned()),
        (
            "<Email to='kate'>x</Email>",
            "1:22 12200: to of Email: expected one mail address, and others in cc or bcc; nothing is sent".to_owned(),
        ),
        (
            &format!("<Gather hints='{}'/>", "x".repeat(101)),
            "1:26 12200: hints of Gather: expected up to 50 entries of up to 100 characters: the rest is cut"
                .to_owned(),
        ),
    ] {
        assert_eq!(said(body), [fault], "{body}");
    }
}

#[test]
fn a_message_has_its_text_inside_or_in_its_bodies() {
    let read = |body: &str| match only(body, Context::Main) {
        (Verb::Sms(order), faults) => (order.text, faults.iter().map(ToString::to_string).collect::<Vec<_>>()),
        other => panic!("{body}: {other:?}"),
    };
    let text = |text: &str| Some(text.to_owned());
    for (body, said, faults) in [
        ("<Message><Body>123 Easy St.</Body></Message>", text("123 Easy St."), vec![]),
        ("<Sms> <Body> one </Body><Body>two</Body> </Sms>", text("one\ntwo"), vec![]),
        ("<Message>plain</Message>", text("plain"), vec![]),
        (
            "<Message>beside<Body>this</Body><Media>https://x.example/a.png</Media></Message>",
            text("this"),
            vec![
                "1:44 12200: nothing is sent of Media inside Message".to_owned(),
                "1:20 12200: text beside Body has no effect inside Message".to_owned(),
            ],
        ),
        ("<Message><Body/></Message>", None, vec!["1:12 14103: Message without a text: nothing is sent".to_owned()]),
    ] {
        assert_eq!(read(body), (said, faults), "{body}");
    }
}

#[test]
fn a_language_is_written_with_either_line_in_say_and_gather() {
    for (body, expected) in [
        ("<Gather input='speech' language='en_us'/>", "en-US"),
        ("<Gather input='speech' language='bf'/>", "fr-BE"),
        ("<Gather input='speech' language='zh-hant_tw'/>", "zh-Hant-TW"),
        ("<Gather input='speech'/>", "en-US"),
    ] {
        match only(body, Context::Main) {
            (Verb::Gather(order), faults) => {
                assert_eq!((order.language.as_str(), faults.len()), (expected, 0), "{body}")
            }
            other => panic!("{body}: {other:?}"),
        }
    }
    let (_, faults) = only("<Gather input='speech' language='english'/>", Context::Main);
    assert_eq!(faults.len(), 1);
}

#[test]
fn a_voice_is_known_in_any_case_and_with_the_letters_of_its_language() {
    for (written, voice) in [
        ("Woman", Voice::Woman),
        ("ALICE", Voice::Woman),
        ("MAN", Voice::Man),
        ("Polly.Céline", Voice::Named("Polly.Céline".into())),
        ("Polly.Vitória-Neural", Voice::Named("Polly.Vitória-Neural".into())),
    ] {
        match only(&format!("<Say voice='{written}'>x</Say>"), Context::Main) {
            (Verb::Say(order), faults) => {
                assert_eq!((order.speech.map(|speech| speech.voice), faults.len()), (Some(voice), 0), "{written}");
            }
            other => panic!("{written}: {other:?}"),
        }
    }
    for unknown in ["kate", "Polly Céline", "Polly.<b>"] {
        let body = format!("<Say voice='{}'>x</Say>", unknown.replace('<', "&lt;"));
        assert_eq!(only(&body, Context::Main).1.len(), 1, "{unknown}");
    }
}

#[test]
fn a_verb_of_another_kind_of_document_is_a_warning() {
    for (body, context, place) in [
        ("<Leave/>", Context::Main, "a main document"),
        ("<Leave/>", Context::ConferenceWait, "the wait document of a conference"),
        ("<Dial>1234</Dial>", Context::QueueWait, "the wait document of a queue"),
    ] {
        let (verb, faults) = only(body, context);
        assert!(matches!(verb, Verb::Skipped { why: Skip::Misplaced, .. }), "{body}");
        assert_eq!((faults.len(), faults[0].severity, faults[0].code), (1, Severity::Warning, 12200), "{body}");
        assert!(faults[0].message.ends_with(&format!("may not stand in {place}: it is skipped")), "{}", faults[0]);
    }
}

#[test]
fn x4_unknown_names_are_skipped_with_a_suggestion() {
    for (body, fault) in [
        (
            "<Dail>1234</Dail>",
            "1:12 12200: unknown element Dail inside Response: it is skipped with all it holds (did you mean Dial?)",
        ),
        (
            "<hangup/>",
            "1:12 12200: unknown element hangup inside Response: it is skipped with all it holds (did you mean Hangup? Names are case-sensitive)",
        ),
        (
            "<Frobnicate><Dial>1234</Dial></Frobnicate>",
            "1:12 12200: unknown element Frobnicate inside Response: it is skipped with all it holds",
        ),
        ("<Pause lenght='2'/>", "1:18 12200: unknown attribute lenght of Pause (did you mean length?)"),
        ("<Pause foo='2' bar=''/>", "1:18 12200: unknown attributes foo, bar of Pause"),
        ("hello<Pause/>", "1:11 12200: text between verbs has no effect (put it inside a verb)"),
        (
            "<Number>1234</Number>",
            "1:12 12200: Number may not stand inside Response: it is skipped (Number belongs inside Dial)",
        ),
        (
            "<Dial><Sipp>sip:a@b</Sipp><Sip>sip:a@b</Sip></Dial>",
            "1:18 12200: unknown element Sipp inside Dial: it is skipped with all it holds (did you mean Sip?)",
        ),
        ("<Pause>5</Pause>", "1:18 12200: text inside Pause has no effect"),
        ("<Hangup/><Pause/>", "1:21 12200: Pause is never reached: Hangup ends the document"),
        ("<Sms/>", "1:12 14103: Sms without a text: nothing is sent"),
        ("<Pay/>", "1:12 12200: Pay is not supported: it is skipped"),
    ] {
        assert_eq!(said(body), [fault], "{body}");
    }
    for (name, why) in
        [("Dail", Skip::Unknown), ("Number", Skip::Misplaced), ("Prompt", Skip::NotRun), ("Pay", Skip::NotRun)]
    {
        let (verb, faults) = only(&format!("<{name}/>"), Context::Main);
        assert_eq!(verb, Verb::Skipped { name: name.to_owned(), why });
        assert_eq!((faults.len(), faults[0].severity.level()), (1, 1), "{name}");
    }
}

#[test]
fn what_cannot_be_meant_fails_the_check_and_what_may_be_does_not() {
    let severity = |body| linted(body, Context::Main)[0].severity;
    assert_eq!(severity("<Dail/>"), Severity::Mistake);
    assert_eq!(severity("<Pause lenght='2'/>"), Severity::Mistake);
    assert_eq!(severity("<Gather><Record/></Gather>"), Severity::Mistake);
    assert_eq!(severity("<Pause vendorExtension='2'/>"), Severity::Warning);
    assert_eq!(severity("<Pause length='x'/>"), Severity::Warning);
    assert_eq!(severity("<Dial/>"), Severity::Error);
}

#[test]
fn x5_a_verb_out_of_place_is_refused_and_not_the_call() {
    use Context::{ConferenceWait, Dequeued, Main, QueueWait, Screening};
    let allowed = |context| -> Vec<_> {
        let fits = ENTRIES.iter().filter(|entry| entry.contexts.contains(&context));
        fits.map(|entry| entry.name).filter(|name| *name != "Message").collect()
    };
    assert_eq!(
        allowed(Screening),
        ["Pause", "Redirect", "Hangup", "Reject", "Say", "Play", "Gather", "Record", "Sms", "Fax", "Email"]
    );
    assert_eq!(allowed(ConferenceWait), ["Pause", "Redirect", "Say", "Play"]);
    assert_eq!(allowed(QueueWait), ["Pause", "Redirect", "Hangup", "Say", "Play", "Gather", "Leave"]);
    assert_eq!(allowed(Dequeued), ["Pause", "Redirect", "Say", "Play"]);
    for name in ["Dial", "Enqueue", "Leave", "Refer", "Connect"] {
        let (verb, faults) = only(&format!("<{name}/>"), Screening);
        assert_eq!(verb, Verb::Forbidden { name: name.to_owned() });
        assert_eq!((faults[0].code, faults[0].severity), (13201, Severity::Error));
    }
    for (name, context) in
        [("Start", Screening), ("Hangup", ConferenceWait), ("Dial", QueueWait), ("Leave", Main), ("Hangup", Dequeued)]
    {
        let (verb, faults) = only(&format!("<{name}/>"), context);
        assert_eq!(verb, Verb::Skipped { name: name.to_owned(), why: Skip::Misplaced }, "{name}");
        assert_eq!((faults[0].code, faults[0].severity), (12200, Severity::Warning), "{name}");
    }
}

#[test]
fn x6_a_call_and_the_lint_complain_alike() {
    for body in [
        "<Dial timeout='-1' timeLimit='0' callerId='a b' method='PUT' record='maybe' action='ftp://x/'>1234</Dial>",
        "<Dial><Sip statusCallbackEvent='ringing,gone' method='x'>sip:a b</Sip><Number sendDigits='q'>1</Number></Dial>",
        "<Pause length='-1'/>",
        "<Redirect method='PUT'>mailto:x</Redirect>",
        "<Reject reason='bsuy'/>",
        "<Hangup now='1'>x</Hangup>",
        "<Frob/>",
        "<Say voice='x' language='tlh' loop='-1'>a<Dial>1</Dial></Say>",
        "<Play loop='x' digits='q'>ftp://x/</Play>",
        "<Gather numDigits='0' partialResultCallback=''><Say loop='x'>a</Say><Play>mailto:x</Play><Record/>b</Gather>",
        "<Record maxLength='1' finishOnKey='' media='video_only' transcribe='true'>x</Record>",
    ] {
        let (_, mut at_run) = only(body, Context::Main);
        at_run.sort_by_key(|fault| (fault.span.start, fault.span.end));
        assert!(!at_run.is_empty());
        assert_eq!(at_run, linted(body, Context::Main), "{body}");
    }
}

#[test]
fn prompts_have_codes_of_their_own_inside_a_gather() {
    let codes = |body: &str| linted(body, Context::Main).iter().map(|fault| fault.code).collect::<Vec<_>>();
    assert_eq!(
        codes("<Gather numDigits='0' timeout='x'><Say loop='-1'>a<break/></Say></Gather>"),
        [13314, 13313, 13322]
    );
    assert_eq!(codes("<Gather><Say voice='x'>a</Say><Play>ftp://x/</Play></Gather>"), [13321, 13325]);
    assert_eq!(codes("<Gather partialResultCallback=''/>"), [11101]);
    assert_eq!(codes("<Record maxLength='1'><Say>x</Say></Record>"), [13612, 12200]);
    assert_eq!(codes("<Record finishOnKey=''/>"), [13613]);
    let long = format!("<Say>{}</Say>", "x".repeat(4097));
    assert_eq!(codes(&long), [13520]);
    assert_eq!(codes("<Refer><Sip>sip:a@b</Sip></Refer>"), [] as [u32; 0]);
}

#[test]
fn an_answer_is_read_by_its_content_type() {
    let answer = |content_type, body: &[u8]| super::answer("http://h/x", content_type, body, Limits::DEFAULT);
    let verb = |content_type, body: &[u8]| {
        let document = answer(content_type, body).unwrap();
        document.root.elements().next().map(|verb| (verb.name.clone(), verb.text()))
    };
    assert_eq!(verb(Some("text/xml"), b"<Response/>"), None);
    assert_eq!(verb(Some("application/json"), b""), None);
    assert_eq!(verb(Some("text/xml; charset=iso-8859-1"), b"<Say>\xE9</Say>"), Some(("Say".into(), "é".into())));
    assert_eq!(verb(Some("audio/wav"), b"RIFF"), Some(("Play".into(), "http://h/x".into())));
    assert_eq!(verb(Some("text/plain"), b" Hello & <b> "), Some(("Say".into(), "Hello & <b>".into())));
    assert_eq!(answer(Some("application/json"), b"{}").unwrap_err().code, 12300);
    assert_eq!(answer(None, b"{}").unwrap_err().code, 12300);
}

#[test]
fn pause_redirect_hangup_and_reject_read_their_values() {
    use super::{pause, redirect, reject};
    use crate::wire::http::Method;
    for (text, length) in
        [("<Pause/>", 1), ("<Pause length='0'/>", 0), ("<Pause length=' 7 '/>", 7), ("<Pause length='x'/>", 1)]
    {
        assert_eq!(only(text, Context::Main).0, Verb::Pause(pause::Order { length }), "{text}");
    }
    for (text, url, method) in [
        ("<Redirect> /b </Redirect>", Some("/b"), Method::Post),
        ("<Redirect method='get'>http://x/?a=1&b=2</Redirect>", Some("http://x/?a=1&b=2"), Method::Get),
        ("<Redirect/>", None, Method::Post),
        ("<Redirect method='PUT'>ftp://x/</Redirect>", Some("ftp://x/"), Method::Post),
    ] {
        let order = redirect::Order { url: url.map(str::to_owned), method };
        assert_eq!(only(text, Context::Main).0, Verb::Redirect(order), "{text}");
    }
    for (text, reason) in [
        ("<Reject/>", reject::Reason::Rejected),
        ("<Reject reason='BUSY'/>", reject::Reason::Busy),
        ("<Reject reason='x'/>", reject::Reason::Rejected),
    ] {
        assert_eq!(only(text, Context::Main).0, Verb::Reject(reject::Order { reason }), "{text}");
    }
    assert_eq!(only("<Hangup/>", Context::Main), (Verb::Hangup, Vec::new()));
}

/// A document of elements of the table in any order, with attributes of the table and values of any kind.
fn plausible() -> impl Strategy<Value = String> {
    let names: Vec<_> = ENTRIES.iter().map(|entry| entry.name).chain(["Dail", "x"]).collect();
    let attributes: BTreeSet<_> =
        ENTRIES.iter().flat_map(|entry| entry.attributes).map(|attr| attr.name).chain(["tiemout"]).collect();
    let attributes: Vec<_> = attributes.into_iter().collect();
    let text = prop_oneof![
        "[ -~é☎]{0,20}".prop_map(|text| text.replace(['<', '\'', '&'], "")),
        Just("sip:a@b;transport=tcp?x=%0d&&y".to_owned()),
        Just("-1".to_owned()),
        Just("99999999999999".to_owned()),
    ];
    let attributes = proptest::collection::btree_map(proptest::sample::select(attributes), text.clone(), 0..4);
    text.prop_recursive(4, 30, 4, move |inner| {
        let element = (proptest::sample::select(names.clone()), attributes.clone(), inner);
        proptest::collection::vec(element, 0..4).prop_map(|elements| {
            let written = elements.into_iter().map(|(name, attributes, inner)| {
                let attributes: String = attributes.iter().map(|(name, value)| format!(" {name}='{value}'")).collect();
                format!("<{name}{attributes}>{inner}</{name}>")
            });
            written.collect()
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_of_known_names_is_read_and_linted_in_any_context(body in plausible()) {
        for context in Context::ALL {
            let faults = linted(&body, context);
            let length = body.len() + "<Response></Response>".len();
            prop_assert!(faults.iter().all(|fault| fault.span.start <= fault.span.end && fault.span.end <= length));
        }
    }
}
