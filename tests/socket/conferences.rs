//! Conferences by the API, with a call in one.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::engine::{Engine, Phone};

const ROOM: &str = "<Response><Dial><Conference participantLabel='alice'>Board</Conference></Dial></Response>";
const ACCOUNT: &str = "AC00000000000000000000000000000000";

/// The port of the API, and whoever asks it.
struct Desk {
    addr: SocketAddr,
    login: String,
}

impl Desk {
    fn of(engine: &mut Engine) -> Self {
        let addr = engine.logged("API: recordings, conferences")["addr"].as_str().unwrap().parse().unwrap();
        Self { addr, login: format!("{ACCOUNT}:t") }
    }

    /// The status and the body of the answer, whole where it is none of JSON.
    fn ask(&self, method: &str, path: &str, form: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.addr).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let login = STANDARD.encode(&self.login);
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Basic {login}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_else(|_| body.into()))
    }
}

/// An engine with a call in a conference, and the path of that.
fn engine(name: &str) -> (Engine, Desk, Phone, String) {
    let mut engine = Engine::start(name, ROOM, "[api]\nlisten = '127.0.0.1:0'");
    let desk = Desk::of(&mut engine);
    let phone = Phone::new(engine.udp);
    phone.send("INVITE", name);
    assert!(phone.last(name).starts_with("SIP/2.0 200"));
    let list = format!("/2010-04-01/Accounts/{ACCOUNT}/Conferences");
    let (status, all) = desk.ask("GET", &format!("{list}.json"), "");
    assert_eq!((status, all["conferences"][0]["friendly_name"].as_str()), (200, Some("Board")), "{all}");
    let sid = all["conferences"][0]["sid"].as_str().unwrap().to_owned();
    (engine, desk, phone, format!("{list}/{sid}"))
}

#[test]
fn a_participant_is_seen_changed_and_taken_out() {
    let (engine, desk, _phone, path) = engine("api-conference");
    let (status, found) = desk.ask("GET", &path, "");
    assert_eq!((status, &found["status"]), (200, &"init".into()), "{found}");
    let (status, all) = desk.ask("GET", &format!("{path}/Participants.json"), "");
    assert_eq!((status, &all["participants"][0]["label"]), (200, &"alice".into()), "{all}");
    let call = all["participants"][0]["call_sid"].as_str().unwrap();
    let own = format!("{path}/Participants/{call}.json");
    let (status, changed) = desk.ask("POST", &own, "Muted=true&Hold=true&EndConferenceOnExit=true");
    assert_eq!(status, 200, "{changed}");
    for (field, value) in [("muted", true), ("hold", true), ("end_conference_on_exit", true), ("coaching", false)] {
        assert_eq!(changed[field], value, "{field}: {changed}");
    }
    let old = path.replace("/2010-04-01", "/restcomm/2012-04-24");
    let (status, all) = desk.ask("GET", &format!("{}/Participants", old), "");
    assert_eq!((status, &all["calls"][0]["sid"], &all["total"]), (200, &call.into(), &1.into()), "{all}");
    assert_eq!(desk.ask("DELETE", &format!("{path}/Participants/alice"), "").0, 204);
    let (status, all) = desk.ask("GET", &format!("{path}/Participants"), "");
    assert_eq!((status, &all["participants"]), (200, &Value::Array(Vec::new())), "a conference that is over is empty");
    assert_eq!(desk.ask("GET", &path, "").1["status"], "completed");
    assert_eq!(desk.ask("GET", &old, "").1["status"], "COMPLETED");
    drop(engine);
}

#[test]
fn what_cannot_be_done_is_refused_with_its_code() {
    let (engine, mut desk, _phone, path) = engine("api-refusals");
    let unknown = format!("/2010-04-01/Accounts/{ACCOUNT}/Conferences/CF{:032x}", 1);
    let alice = format!("{path}/Participants/alice");
    for (method, path, form, status, code) in [
        ("GET", unknown.as_str(), "", 404, 20404),
        ("POST", unknown.as_str(), "Status=completed", 404, 20404),
        ("GET", "/2010-04-01/Accounts/AC11/Conferences", "", 404, 20404),
        ("GET", &format!("/2010-04-01/Accounts/{ACCOUNT}/Conferences/bob"), "", 400, 20001),
        ("GET", &format!("/2010-04-01/Accounts/{ACCOUNT}/Conferences?Page=7"), "", 400, 20001),
        ("GET", &format!("{path}/Participants/bob"), "", 404, 20404),
        ("POST", &alice, "Muted=perhaps", 400, 20001),
        ("POST", &alice, "Hold=true&HoldUrl=/relative", 400, 21205),
        ("POST", &alice, "CallSidToCoach=CA0123456789abcdef0123456789abcdef", 400, 20001),
        ("POST", &alice, "", 400, 20001),
        ("POST", &path, "Status=init", 400, 20001),
        ("DELETE", &path, "", 405, 20004),
    ] {
        let (found, body) = desk.ask(method, path, form);
        assert_eq!((found, &body["code"], &body["status"]), (status, &code.into(), &status.into()), "{path}: {body}");
        assert!(body["message"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
    }
    let (status, body) = desk.ask("POST", &path, &"x".repeat(10_000_001));
    assert_eq!((status, body["message"].as_str()), (413, Some("the body is larger than 10000000 bytes")), "{body}");
    desk.login = format!("{ACCOUNT}:wrong");
    assert_eq!(desk.ask("DELETE", &alice, "").0, 401);
    desk.login = format!("{ACCOUNT}:t");
    assert_eq!(desk.ask("POST", &path, "Status=completed").1["status"], "completed");
    assert_eq!(desk.ask("POST", &path, "Status=completed").0, 404, "it is over");
    drop(engine);
}
