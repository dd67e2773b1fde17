//! Requests as servers write them down.

use std::time::Duration;

use super::*;
use crate::base::{EventSid, Rng};
use crate::call::ask::{Jar, Policy, Question, callback};

const URL: &str = "https://app.example/status?shop=7";
const NOW: Time = Time::from_secs(1_709_633_730);

fn signer() -> Signer {
    Signer::new("12345")
}

/// A callback as a server gets it, with these ends of lines and something behind its body.
fn request(method: Method, end: &str, behind: &str) -> String {
    let params = [("CallSid", "CA1"), ("CallStatus", "ringing")];
    let params = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let question = Question { url: URL.into(), base: None, method, params: params.to_vec() };
    let event = EventSid::mint(&mut Rng::seeded(1));
    let told = callback(NOW, &question, &Policy::default(), &signer(), &Jar::default(), event).unwrap();
    let headers: String = told.headers.iter().map(|(name, value)| format!("{name}: {value}{end}")).collect();
    format!("{} /status HTTP/1.1{end}{headers}{end}{}{behind}", method.as_str(), told.body.unwrap_or_default())
}

fn findings(url: &str, text: &str, now: Time) -> Vec<Finding> {
    Request::parse(url, text.as_bytes()).findings(now, &signer())
}

fn wrong(url: &str, text: &str) -> Vec<&'static str> {
    findings(url, text, NOW).into_iter().filter(|finding| !finding.good).map(|finding| finding.name).collect()
}

#[test]
fn a_request_of_ours_is_right_however_its_lines_end() {
    for end in ["\r\n", "\n"] {
        assert_eq!(wrong(URL, &request(Method::Post, end, "")), [""; 0]);
        let get = format!("{URL}&CallSid=CA1&CallStatus=ringing");
        assert_eq!(wrong(&get, &request(Method::Get, end, "")), [""; 0]);
    }
    let whole = request(Method::Post, "\n", "");
    let (_, without_first_line) = whole.split_once('\n').expect("a first line");
    assert_eq!(wrong(URL, without_first_line), [""; 0]);
}

#[test]
fn what_is_altered_is_wrong_in_all_signatures() {
    let all = ["X-Twilio-Signature", "X-RestComm-Signature", "X-RestComm-Signature-SHA256"];
    assert_eq!(wrong(URL, &request(Method::Post, "\n", "&a=b")), all);
    assert_eq!(wrong("https://app.example/status", &request(Method::Post, "\n", "")), all);
    let without = request(Method::Post, "\n", "").replace("X-RestComm-Signature-SHA256", "X-Nothing");
    assert_eq!(wrong(URL, &without), all[2..]);
    assert_eq!(wrong(URL, ""), all);
}

#[test]
fn an_old_one_is_told_by_its_time_alone() {
    let late = NOW + TOLERANCE + Duration::from_secs(1);
    let found = findings(URL, &request(Method::Post, "\n", ""), late);
    let bad: Vec<_> = found.iter().filter(|finding| !finding.good).collect();
    assert!(
        matches!(bad[..], [Finding { name: "X-Request-Time", text, .. }] if text.ends_with("at most 300 s are let pass"))
    );
}

#[test]
fn a_proxy_and_an_editor_are_named() {
    let plain = URL.replace("https", "http");
    let table = [
        (plain.as_str(), "", "for the other of http and https it is"),
        (URL, "\n", "without the line end behind the body it is"),
        (plain.as_str(), "\r\n", "for the other of http and https, without the last line end, it is"),
    ];
    for (url, behind, hint) in table {
        let found = findings(url, &request(Method::Post, "\n", behind), NOW);
        let told = found.iter().filter(|finding| !finding.good);
        assert!(told.clone().count() == 3 && told.clone().all(|finding| finding.text.ends_with(hint)), "{found:?}");
    }
}
