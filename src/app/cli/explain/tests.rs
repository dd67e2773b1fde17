//! One configuration with everything, and what is said about calls to it,
//! case by case. Whole pictures are in `pictures`.

mod pictures;

use super::*;
use crate::app::config::read;
use crate::engine::{Finding, Standing};

const HOUSE: &str = r#"
own_domains = ["pbx.example"]
[account]
auth_token = "t"
[outbound]
trunk = "carrier"
[numbers."+12125550100"]
voice_url = "http://app.example/main"
[numbers."conference"]
voice_url = "http://app.example/conference"
[patterns."^\\+1555.*"]
voice_url = "http://app.example/exchange"
[patterns."^*7"]
voice_url = "http://app.example/star"
[domains."lines.example"]
voice_url = "http://app.example/lines"
[users.alice]
password = "x"
outbound = true
[users.bob]
password = "x"
[users.carol]
password = "x"
[users.carol.application]
voice_url = "http://app.example/carol"
[users.gone]
password = "x"
active = false
[organizations.acme]
domains = ["acme.example"]
[organizations.acme.numbers."+12125550200"]
voice_url = "http://app.example/acme"
[organizations.acme.numbers.desk]
voice_url = "http://app.example/desk"
[organizations.acme.numbers."*"]
voice_url = "http://app.example/acme-rest"
[organizations.acme.users.alice]
password = "y"
[organizations.shut]
active = false
domains = ["shut.example"]
[trunks.carrier]
sources = ["192.0.2.0/24"]
uri = "sip:carrier.example"
relay = "backup"
register = true
username = "account77"
password = "z"
[trunks.backup]
uri = "sip:backup.example"
[numbers.account77]
voice_url = "http://app.example/account"
[guard]
countries = ["1"]
barred_prefixes = ["1900"]
"#;

fn told(from: &str, to: &str, source: &str) -> (Question, Explanation) {
    let (config, _) = read("c.toml", HOUSE, &Environment::default()).map_err(|report| report.render(false)).unwrap();
    let args = Args {
        from: from.into(),
        to: to.into(),
        request_uri: None,
        transport: None,
        source: source.parse().unwrap(),
        config: PathBuf::new(),
        json: false,
        no_color: true,
    };
    explain(config, &args).unwrap()
}

/// The order of decisions (spec §9.2): who calls whom from where, and the step that decides with its outcome.
#[test]
fn each_rule_of_the_order_decides_where_the_specification_says() {
    let (home, carrier, far) = ("127.0.0.1", "192.0.2.9", "198.51.100.9");
    for (from, to, source, step, outcome) in [
        // 1: users.
        ("carol", "bob", far, "own document", "asks http://app.example/carol (POST)"),
        ("alice", "bob", far, "client", "calls the telephones of bob of default"),
        ("alice", "gone", far, "client", "refused 403: its user or organisation is not active"),
        ("gone", "bob", far, "login", "refused 403: its user or organisation is not active"),
        ("alice", "+12125550100", far, "number", "asks http://app.example/main"),
        ("alice", "*72", far, "number", "asks http://app.example/star"),
        ("alice", "+12135550199", far, "outbound", "goes out through the outbound trunk carrier, as <Dial>"),
        ("bob", "+12135550199", far, "outbound", "refused 403: its user has no permission"),
        ("alice", "+442071234567", far, "outbound", "refused 403: [guard] bars"),
        ("alice", "nobody", far, "", "refused 404: no number, pattern, domain or user takes it"),
        // Organisations do not see each other.
        (
            "sip:alice@pbx.example",
            "sip:alice@acme.example",
            far,
            "client",
            "refused 404: what it calls belongs to another",
        ),
        ("sip:alice@pbx.example", "sip:+12125550200@acme.example", far, "number", "refused 404: what it calls belongs"),
        ("sip:alice@pbx.example", "sip:desk@acme.example", far, "number", "asks http://app.example/desk"),
        ("sip:alice@acme.example", "desk", far, "number", "asks http://app.example/desk"),
        ("sip:alice@acme.example", "whatever", far, "catch-all", "asks http://app.example/acme-rest"),
        ("sip:alice@pbx.example", "sip:x@shut.example", far, "organisation", "refused 403: its user or organisation"),
        // 2: everybody else.
        ("+15550001", "bob", carrier, "client", "calls the telephones of bob of default"),
        ("+15550001", "+15557777", carrier, "number", "asks http://app.example/exchange"),
        ("+15550001", "sip:+12125550200@127.0.0.1", carrier, "their number", "asks http://app.example/acme"),
        ("+15550001", "sip:desk@127.0.0.1", carrier, "", "refused 404"),
        ("+15550001", "+12135550199", carrier, "relay", "goes out through trunk backup"),
        ("+15550001", "+12135550199", home, "", "refused 404"),
        ("sip:x@far.example", "sip:100@far.example", home, "organisation", "refused 404: its host belongs to no"),
        ("sip:x@far.example", "sip:bob@pbx.example", far, "login", "refused 407: the caller has to log in"),
        ("+15550001", "sip:account77@127.0.0.1", carrier, "number", "asks http://app.example/account"),
        // 3: domains.
        ("+15550001", "sip:anybody@lines.example", carrier, "domain", "asks http://app.example/lines"),
    ] {
        let (_, explanation) = told(from, to, source);
        let decides = |own: &&Finding| matches!(own.standing, Standing::Takes | Standing::Refuses);
        let decided = explanation.findings.iter().find(decides).map_or("", |own| own.step);
        let case = format!("{from} calls {to} from {source}: {explanation:#?}");
        assert_eq!(decided, step, "{case}");
        assert!(explanation.outcome.starts_with(outcome), "{case}");
    }
}

/// What a call by a registration looks like: the number in To, the registered contact in the Request-URI.
#[test]
fn the_request_uri_and_the_source_lead_to_the_step_of_registrations() {
    let told = |from: &str, request_uri: &str, source: &str| {
        let (config, _) =
            read("c.toml", HOUSE, &Environment::default()).map_err(|report| report.render(false)).unwrap();
        let args = Args {
            from: from.into(),
            to: "sip:+33555@pbx.example".into(),
            request_uri: Some(request_uri.into()),
            transport: Some(Transport::Udp),
            source: source.parse().unwrap(),
            config: PathBuf::new(),
            json: false,
            no_color: true,
        };
        let (_, explanation) = explain(config, &args).unwrap();
        let of_step = explanation.findings.into_iter().find(|own| own.step == "registration").unwrap();
        (of_step.standing, of_step.because, explanation.open)
    };
    let (standing, because, open) = told("+15550001", "sip:account77@127.0.0.1", "192.0.2.9");
    assert_eq!(standing, Standing::Takes);
    assert_eq!(because, "number \"account77\", as dialled of trunk carrier");
    assert!(open.iter().any(|open| open.starts_with("whether that trunk knows us")), "{open:?}");
    let (standing, because, _) = told("+15550001", "sip:account77@127.0.0.1", "127.0.0.1");
    assert_eq!((standing, because.as_str()), (Standing::Misses, "the source is no trunk"));
    let (standing, because, _) = told("+15550001", "sip:other@127.0.0.1", "192.0.2.9");
    assert_eq!(standing, Standing::Misses);
    assert_eq!(because, "that Request-URI is not the one registered at trunk carrier");
}

/// A login of ours is no claim of a user of somebody else's domain, where the source is trusted.
#[test]
fn a_trusted_source_is_not_challenged_for_users_of_other_domains() {
    for (from, source, is_user) in [
        ("sip:alice@far.example", "192.0.2.9", false),
        ("sip:alice@192.0.2.9", "192.0.2.9", false),
        ("sip:alice@carrier.example", "192.0.2.9", false),
        ("sip:alice@pbx.example", "192.0.2.9", true),
        ("sip:alice@acme.example", "192.0.2.9", true),
        ("sip:alice@far.example", "198.51.100.9", true),
    ] {
        let (_, explanation) = told(from, "sip:+12125550100@pbx.example", source);
        let login = explanation.findings.iter().find(|own| own.step == "login").unwrap();
        assert_eq!(login.because.starts_with("user alice"), is_user, "{from} from {source}: {}", login.because);
    }
}

#[test]
fn a_transport_that_is_not_listened_on_is_said_to_be_none() {
    let (config, _) = read("c.toml", HOUSE, &Environment::default()).map_err(|report| report.render(false)).unwrap();
    let args = Args {
        from: "alice".into(),
        to: "bob".into(),
        request_uri: None,
        transport: Some(Transport::Tls),
        source: "127.0.0.1".parse().unwrap(),
        config: PathBuf::new(),
        json: false,
        no_color: true,
    };
    assert_eq!(explain(config, &args).unwrap_err(), "nothing is listened on for tls: see sip.listen");
    assert!(transport("carrier-pigeon").is_err() && transport("TCP") == Ok(Transport::Tcp));
}

#[test]
fn what_is_no_address_is_said_to_be_none() {
    let (config, _) = read("c.toml", HOUSE, &Environment::default()).map_err(|report| report.render(false)).unwrap();
    let args = Args {
        from: "sip:a b@h".into(),
        to: "1".into(),
        request_uri: None,
        transport: None,
        source: "127.0.0.1".parse().unwrap(),
        config: PathBuf::new(),
        json: false,
        no_color: true,
    };
    assert_eq!(explain(config, &args).unwrap_err(), "`sip:a b@h` is no URI: write sip:user@host, a number or a user");
}
