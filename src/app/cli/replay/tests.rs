//! The command as a user meets it: what is printed, what it exits with.

use clap::Parser;

use super::*;

/// A folder that leaves with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("callwright-replay-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            std::fs::write(path.join(file), text).unwrap();
        }
        Self(path)
    }

    fn path(&self, file: &str) -> String {
        self.0.join(file).to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn replay(words: &[&str]) -> (u8, String) {
    let args = Args::parse_from(["replay"].iter().chain(words));
    let mut out = Vec::new();
    let code = show(&args, false, &mut out).unwrap();
    (code, String::from_utf8(out).unwrap())
}

const DOCUMENT: &str = "<Response><Dial><Sip>sip:bob@bob.example</Sip></Dial></Response>";
const GOOD: &str = "story \"they talk\"\nnumber +1555 -> /a.xml status /status\nphone alice\n\
    phone bob: rings 1s, answers, talks 5s, hangs up\nplay\n  alice calls +1555\n  alice hears bob\n\
    expect\n  alice gets 180, 200, BYE\n  told /status 3 times\n";

#[test]
fn a_story_that_holds_shows_its_ladder_and_its_callbacks() {
    let folder = Folder::new("good", &[("a.xml", DOCUMENT), ("a.story", GOOD)]);
    let (code, text) = replay(&[&folder.path("a.story"), "--width", "100"]);
    assert_eq!(code, 0, "{text}");
    for part in ["callwright", "── INVITE ──", "hears bob", "POST /status ringing", "CallStatus=completed", "✓"]
    {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() < 180), "{text}");
}

#[test]
fn a_document_alone_says_what_it_has_asked_for_in_vain() {
    let document = DOCUMENT.replace("<Dial>", "<Dial action='/done'>");
    let folder = Folder::new("missing", &[("a.xml", &document), ("b.xml", DOCUMENT)]);
    let (code, text) = replay(&[&folder.path("a.xml")]);
    assert!(code == 0 && text.trim_end().ends_with("neither a file nor a story has it: /done"), "{text}");
    let (_, text) = replay(&[&folder.path("b.xml")]);
    assert!(!text.contains("404"), "{text}");
}

#[test]
fn lines_about_what_is_not_there_do_not_hold() {
    let story = "story \"vain\"\nnumber +1555 -> /a.xml\nphone alice\nphone bob: answers, says 2s, hangs up\nphone carol\n\
        stream wss://rec.example/tap: listens\nplay\n  alice calls +1555\n  alice hears bob\n  alice gets BYE\nexpect\n";
    let document = "<Response><Start><Stream url='wss://rec.example/tap'/></Start>\
        <Dial record='record-from-answer-dual'><Sip>sip:bob@bob.example</Sip></Dial></Response>";
    let lines = [
        ("stream wss://rec.example/tap outbound never hears bob", "it has no such track"),
        ("recording channel 7 of alice never holds bob", "it has 2 of them"),
        ("carol never hears bob", "carol had no call with sound"),
    ];
    for (line, why) in lines {
        let folder = Folder::new("vain", &[("a.xml", document), ("a.story", &format!("{story}  {line}\n"))]);
        let (code, text) = replay(&[&folder.path("a.story"), "-q"]);
        assert!(code == 1 && text.contains(why), "{line}: {text}");
    }
    let holds = ["stream wss://rec.example/tap never hears bob", "recording channel 1 of alice never holds bob"];
    for line in holds {
        let folder = Folder::new("vain", &[("a.xml", document), ("a.story", &format!("{story}  {line}\n"))]);
        let (code, text) = replay(&[&folder.path("a.story"), "-q"]);
        assert_eq!(code, 0, "{line}: {text}");
    }
}

#[test]
fn lines_that_deny_a_sound_which_exists_nowhere_do_not_hold() {
    let story = "story \"vain\"\nnumber +1555 -> /a.xml\nphone alice\nphone bob mute: answers, hangs up\n\
        web /late.wav: 200 sound voice 1s\nweb /b.xml: 200 \"<Response><Say>Good morning.</Say></Response>\"\n\
        phone carol: answers, says \"good evening\"\nplay\n  alice calls +1555\n  after 1s\n";
    let document = "<Response><Say><emphasis>Hello</emphasis> you</Say><Play>c.wav</Play>\
        <Hangup/><Say>Not reached</Say><Redirect>/b.xml</Redirect></Response>";
    let play = |line: &str| {
        let place = if line.contains(" not ") { "" } else { "expect\n" };
        let text = format!("{story}{place}  {line}\n");
        let folder = Folder::new("nowhere", &[("a.xml", document), ("a.story", &text), ("beside.wav", "")]);
        replay(&[&folder.path("a.story"), "-q"])
    };
    let vain = [
        (
            "alice never hears \"Good morning\"",
            "says it, so nobody could hear it: write it as it is spoken, or leave the line out",
        ),
        ("alice never hears \"Good morning\"", "is \"Good morning.\" meant?"),
        ("alice has not heard \"reached\"", "says it, so nobody could hear it"),
        ("alice never hears \"Hello\" by womam", "nobody speaks as `womam`"),
        ("alice never hears \"Hello\" in de-DE", "nothing is spoken in de-DE"),
        (
            "alice never hears /lat.wav",
            "has that name, so nobody could hear it: write it as there, or leave the line out",
        ),
        ("alice never hears /lat.wav", "is /late.wav meant?"),
        ("alice never hears wss://ai.example/bot", "a `web` or `stream` line"),
        ("alice never hears bob", "bob is mute, so nobody could: let it speak"),
    ];
    for (line, why) in vain {
        let (code, text) = play(line);
        assert!(
            code == 1 && text.contains(&format!("a.story:{}", text_line(line))) && text.contains(why),
            "{line}: {text}"
        );
    }
    let holds = [
        "alice never hears \"Not reached\"",
        "alice never hears \"Good morning.\"",
        "alice never hears \"good evening\"",
        "alice never hears \"Hello\" by woman",
        "alice has not heard /late.wav",
        "alice never hears /beside.wav",
        "alice never hears carol",
        "alice never hears tone 440",
        "alice never hears key 5",
    ];
    for line in holds {
        let (code, text) = play(line);
        assert_eq!(code, 0, "{line}: {text}");
    }
}

/// Where the test above puts a line.
fn text_line(line: &str) -> usize {
    if line.contains(" not ") { 11 } else { 12 }
}

#[test]
fn a_story_that_does_not_hold_says_on_which_line_and_what_happened_instead() {
    let wrong = GOOD.replace("180, 200, BYE", "180, 486").replace("3 times", "4 times");
    let folder = Folder::new("wrong", &[("a.xml", DOCUMENT), ("a.story", &wrong)]);
    let (code, text) = replay(&[&folder.path("a.story"), "-q"]);
    assert_eq!(code, 1);
    assert!(text.contains("a.story:9: alice gets 180, 486"), "{text}");
    assert!(text.contains("alice got 100, 180, 200, BYE"), "{text}");
    assert!(text.contains("/status was asked 3 times"), "{text}");
}

#[test]
fn a_step_that_never_comes_true_fails_and_the_house_is_empty_all_the_same() {
    let wrong = GOOD.replace("alice hears bob", "bob hears silence within 3s");
    let folder = Folder::new("step", &[("a.xml", DOCUMENT), ("a.story", &wrong)]);
    let (code, text) = replay(&[&folder.path("a.story"), "-q"]);
    assert_eq!(code, 1);
    assert!(text.contains("a.story:7: bob hears silence") && text.contains("did not hear silence"), "{text}");
    assert!(!text.contains("house is empty"), "{text}");
}

#[test]
fn a_document_alone_is_played_with_phones_that_answer() {
    let folder = Folder::new("alone", &[("a.xml", DOCUMENT)]);
    let (code, text) = replay(&[&folder.path("a.xml")]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("hears callee1") && text.contains("hears caller"), "{text}");
}

#[test]
fn a_folder_plays_all_of_its_stories_and_json_and_junit_tell_programs() {
    let wrong = GOOD.replace("3 times", "4 times");
    let folder = Folder::new("many", &[("a.xml", DOCUMENT), ("a.story", GOOD), ("b.story", &wrong)]);
    let junit = folder.path("report.xml");
    let (code, text) = replay(&[&folder.path(""), "--json", "--junit", &junit]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&report["passed"], &report["failed"]), (&1.into(), &1.into()));
    assert_eq!(report["flows"][1]["failures"][0]["line"], 10);
    assert!(report["flows"][0]["events"].as_array().unwrap().len() > 10);
    let junit = std::fs::read_to_string(junit).unwrap();
    assert!(junit.contains("tests=\"2\" failures=\"1\"") && junit.contains("<failure>"), "{junit}");
}

#[test]
fn what_cannot_be_read_exits_with_two_and_says_where() {
    let folder = Folder::new("bad", &[("a.story", "phnoe alice\n"), ("empty.jsonl", "")]);
    let (code, text) = replay(&[&folder.path("a.story")]);
    assert_eq!(code, 2);
    assert!(text.contains("a.story:1:1") && text.contains("did you mean `phone`?"), "{text}");
    assert_eq!(replay(&[&folder.path("nothing-here")]).0, 2);
    assert_eq!(replay(&[&folder.path("empty.jsonl")]).0, 2);
    assert!(Args::try_parse_from(["replay", "x", "--loss", "200%"]).is_err());
}

#[test]
fn a_rough_net_and_many_repeats_are_played_by_seed() {
    let folder = Folder::new("rough", &[("a.xml", DOCUMENT), ("a.story", GOOD)]);
    let words = [&folder.path("a.story"), "--loss", "10%", "--seed", "4", "--repeat", "5", "-q"];
    let (code, text) = replay(&words);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("5 replays"), "{text}");
}

#[test]
fn a_journal_is_played_again_and_compared() {
    use crate::base::Rng;
    use crate::engine::{Engine, Input, Settings, journal};
    use crate::sip::{Config, Local};
    use crate::wire::sip::{Flow, Transport};

    let (transport, addr) = (Transport::Udp, "127.0.0.1:5060".parse().unwrap());
    let config = Config::new(vec![Local { transport, addr, advertised: "127.0.0.1:5060".into() }], "j");
    let mut engine = Engine::new(Settings::default(), config, Rng::seeded(1)).unwrap();
    let opening = journal::opening(&engine).unwrap();
    let at = crate::base::Time::from_secs(1);
    let invite = "INVITE sip:1@h SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bKj\r\nFrom: <sip:a@h>;tag=a\r\n\
                  To: <sip:1@h>\r\nCall-ID: j\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:7000>\r\nMax-Forwards: 70\r\n\r\n";
    let flow = Flow { transport, local: addr, peer: "127.0.0.1:7000".parse().unwrap() };
    let input = Input::Message { flow, bytes: invite.into() };
    engine.handle(at, input.clone());
    let outputs: Vec<_> = std::iter::from_fn(|| engine.poll()).collect();
    let entry = journal::entry(at, &input, &outputs).unwrap();
    let altered = entry.replace("\"digest\":\"", "\"digest\":\"0");
    let (good, bad) = (format!("{opening}\n{entry}\n"), format!("{opening}\n{altered}\n"));
    // An older file has another ending, and whoever wrote the last one may have been killed in the middle of a line.
    let (older, torn) = (good.clone(), format!("{good}{}", &entry[..entry.len() / 2]));
    let files = [("good.jsonl", &*good), ("bad.jsonl", &bad), ("good.jsonl.1", &older), ("torn.jsonl", &torn)];
    let folder = Folder::new("journal", &files);
    for good in ["good.jsonl", "good.jsonl.1", "torn.jsonl"] {
        let (code, text) = replay(&[&folder.path(good)]);
        assert_eq!(code, 0, "{good}: {text}");
    }
    let (wav, plot) = (folder.path("sound"), folder.path("call.svg"));
    for options in [&["--wav", &*wav][..], &["--plot", &plot], &["--wav", &wav, "--plot", &plot]] {
        let asked: Vec<&str> = options.iter().copied().filter(|word| word.starts_with("--")).collect();
        let (code, text) = replay(&[&[&*folder.path("good.jsonl")], options].concat());
        assert_eq!(code, 2, "{text}");
        assert!(text.contains(&format!("good.jsonl: {} cannot be had of a journal", asked.join(" and "))), "{text}");
        assert!(text.contains("it holds no sound: leave that out") && text.lines().count() == 1, "{text}");
        assert!(!std::fs::exists(&wav).unwrap() && !std::fs::exists(&plot).unwrap());
    }
    let (_, ladder) = replay(&[&folder.path("good.jsonl")]);
    for part in ["127.0.0.1:7000", "─ INVITE ─", "404 Not Found"] {
        assert!(ladder.contains(part), "{part} is not on\n{ladder}");
    }
    let (code, text) = replay(&[&folder.path("bad.jsonl")]);
    assert_eq!(code, 1);
    assert!(text.contains("bad.jsonl:2"), "{text}");
}
