//! Exit codes, pictures, JSON, and the three kinds of sources.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;

use super::*;

fn loaded(text: &str) -> Loaded {
    Loaded { name: "a.xml".into(), content_type: Some("text/xml".into()), bytes: text.as_bytes().to_vec() }
}

fn report(texts: &[&str]) -> Report {
    let checked = texts.iter().map(|text| check(&loaded(text), Kind::Main)).collect();
    Report { checked, unreadable: Vec::new() }
}

fn drawn(report: &Report) -> String {
    let mut out = Vec::new();
    draw::text(&mut out, report, false).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// A folder of its own that leaves with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("callwright-check-{}-{name}", std::process::id()));
        std::fs::create_dir_all(path.join("deeper")).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

const GOOD: &str = "<Response><Pause/></Response>";
const WARNED: &str = "<Response><Pause length='x'/></Response>";
const WRONG: &str = "<Response><Dail>1234</Dail></Response>";

#[test]
fn the_exit_code_says_how_bad_it_is() {
    for (texts, plain, denied) in [
        (&[GOOD][..], 0, 0),
        (&[GOOD, WARNED], 0, 1),
        (&[GOOD, WRONG], 1, 1),
        (&["<html/>"], 1, 1),
        (&["%%<Response>"], 1, 1),
        (&[], 0, 0),
    ] {
        let report = report(texts);
        assert_eq!((report.exit_code(false), report.exit_code(true)), (plain, denied), "{texts:?}");
    }
    let (_, unreadable) = load::load(&["/nonexistent/x.xml".to_owned()]);
    assert_eq!(Report { unreadable, ..report(&[GOOD]) }.exit_code(false), 2);
}

#[test]
fn a_fault_is_drawn_with_its_place_code_and_help() {
    let report =
        report(&["<Response>\n  <Dial tiemout=\"20\">\n    <Sip>sip:kate@example.com</Sip>\n  </Dial>\n</Response>\n"]);
    insta::assert_snapshot!(drawn(&report), @r#"
    error 12200

      × unknown attribute tiemout of Dial
       ╭─[a.xml:2:9]
     1 │ <Response>
     2 │   <Dial tiemout="20">
       ·         ───────
     3 │     <Sip>sip:kate@example.com</Sip>
       ╰────
      help: did you mean timeout?

    1 document: 1 error, 0 warnings
    "#);
}

#[test]
fn a_document_in_one_long_line_is_told_of_and_not_drawn() {
    let text = format!("<Response><Dail/>{}</Response>", "<Pause/>".repeat(100));
    let out = drawn(&report(&[&text]));
    assert!(out.starts_with("a.xml:1:12: error 12200: unknown element Dail"), "{out}");
    assert!(out.len() < 300, "{out}");
}

#[test]
fn no_document_steers_the_terminal() {
    let out = drawn(&report(&["<Response>\x1B[2J</Response>", "<Response><Sip\u{9B}x/></Response>"]));
    assert!(!out.contains(['\x1B', '\u{9B}']), "{out:?}");
    assert!(out.contains("U+001B at byte offset 10"), "{out}");
}

#[test]
fn json_has_all_that_the_picture_has() {
    let mut out = Vec::new();
    draw::json(&mut out, &report(&[WRONG, WARNED])).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!((&json["errors"], &json["warnings"]), (&1.into(), &1.into()));
    let fault = &json["documents"][0]["faults"][0];
    assert_eq!((&fault["code"], &fault["severity"]), (&12200.into(), &"error".into()));
    assert_eq!((&fault["line"], &fault["column"], &fault["length"]), (&1.into(), &12.into(), &4.into()));
    assert_eq!(fault["help"], "did you mean Dial?");
}

#[test]
fn a_folder_gives_all_documents_below_it_in_order() {
    let folder = Folder::new("folder");
    folder.write("b.xml", GOOD);
    folder.write("deeper/a.XML", WRONG);
    folder.write("notes.txt", "no document");
    let path = folder.0.display().to_string();
    let (loaded, unreadable) = load::load(&[path.clone(), format!("{path}/b.xml")]);
    let names: Vec<_> = loaded.iter().map(|loaded| loaded.name.trim_start_matches(&path)).collect();
    assert_eq!((names, unreadable.len()), (vec!["/b.xml", "/deeper/a.XML", "/b.xml"], 0));
    let empty = Folder::new("empty");
    assert_eq!(load::load(&[empty.0.display().to_string()]).1.len(), 1);
}

#[test]
fn the_context_decides_which_verbs_may_stand() {
    let dial = loaded("<Response><Dial>1234</Dial></Response>");
    assert!(check(&dial, Kind::Main).faults.is_empty());
    assert_eq!(check(&dial, Kind::Screening).faults[0].code, 13201);
    assert_eq!(check(&dial, Kind::ConferenceWait).faults[0].code, 12200);
}

/// Answers one question on loopback with these bytes.
fn serve_once(answer: &'static str) -> (String, std::thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/voice", listener.local_addr().unwrap());
    let serve = move || {
        let (mut peer, _) = listener.accept().unwrap();
        let mut question = [0; 4096];
        let length = peer.read(&mut question).unwrap();
        assert!(question[..length].starts_with(b"GET /voice HTTP/1.1\r\n"));
        peer.write_all(answer.as_bytes()).unwrap();
    };
    #[expect(clippy::disallowed_methods, reason = "the server of this test answers beside the client under test")]
    (url, std::thread::spawn(serve))
}

#[test]
fn a_url_is_asked_and_its_content_type_counts() {
    for (answer, codes) in [
        ("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 11\r\n\r\n<Response/>", Some(vec![])),
        ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", Some(vec![12300])),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 2\r\n\r\nhi", Some(vec![12100])),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi", Some(vec![])),
        ("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 2\r\n\r\nhi", Some(vec![])),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", None),
    ] {
        let (url, server) = serve_once(answer);
        let (loaded, unreadable) = load::load(std::slice::from_ref(&url));
        server.join().unwrap();
        match codes {
            Some(codes) => {
                let faults = check(&loaded[0], Kind::Main).faults;
                assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), codes, "{answer}");
            }
            None => assert_eq!(unreadable[0].why, "the server answers 404 Not Found"),
        }
    }
}

#[test]
fn the_command_line_is_sound_and_its_help_has_examples() {
    use clap::CommandFactory;
    Args::command().debug_assert();
    let help = Args::command().render_help().to_string();
    assert!(help.contains("callwright check rcml-samples --deny-warnings") && help.contains("Exit codes:"), "{help}");
    let args = Args::try_parse_from(["check", "a.xml", "--format", "json", "--context", "screening"]).unwrap();
    assert_eq!((args.format, args.context, args.deny_warnings), (Format::Json, Kind::Screening, false));
    assert!(Args::try_parse_from(["check"]).is_err());
}

#[test]
fn answers_to_text_messages_are_judged_as_such() {
    let answer = loaded("<Response><Message>Hello</Message><Redirect>/next</Redirect></Response>");
    assert_eq!(check(&answer, Kind::Message).faults, Vec::new());
    let call = loaded("<Response><Say>Hello</Say><Message/></Response>");
    let codes: Vec<u32> = check(&call, Kind::Message).faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [14110, 14103]);
}
