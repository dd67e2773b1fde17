//! The configuration as its writer meets it: what is read, what is refused, and the exact words of the refusal.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;

const SMALL: &str = "[numbers.'+1']\nvoice_url = 'http://127.0.0.1/v'\n[account]\nauth_token = 't'\n";
const EXAMPLE: &str = include_str!("../../../callwright.example.toml");

fn parse(text: &str) -> Result<(Config, Report), Report> {
    read("c.toml", text, &Environment::default())
}

fn lines(text: &str) -> Vec<String> {
    match parse(text) {
        Ok((_, report)) | Err(report) => report.lines().collect(),
    }
}

fn with(variables: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let environment = variables.iter().copied().collect();
    read("c.toml", SMALL, &environment).map(|(config, _)| config).map_err(|report| report.lines().collect())
}

#[test]
fn an_empty_file_is_all_defaults() {
    let (config, report) = parse("").unwrap();
    assert_eq!(config, Config::default());
    assert!(report.faults.is_empty());
    assert_eq!(config.process.sip.listen[1].to_string(), "tcp:127.0.0.1:5060");
}

#[test]
fn an_unknown_key_is_drawn_with_its_place_and_what_was_meant() {
    let report = parse("[limits]\ncalls = 5\n\n[http]\nredirect = 3\n").unwrap_err();
    assert_eq!(
        report.render(false),
        "  × unknown key `redirect`\n   ╭─[c.toml:5:1]\n 4 │ [http]\n 5 │ redirect = 3\n   · ────────\n   ╰────\n  help: did you mean `redirects`?\n"
    );
}

#[test]
fn what_is_wrong_is_told_with_file_line_and_column() {
    let cases = [
        ("limts = 1", "c.toml:1:1: error: unknown key `limts` (did you mean `limits`?)"),
        ("[jurnal]", "c.toml:1:2: error: unknown key `jurnal` (did you mean `journal`?)"),
        ("[run]\nzebra = 1", "c.toml:2:1: error: unknown key `zebra` (known here: drain_seconds, media_threads)"),
        ("[limits]\ncalls = 'x'", "c.toml:2:9: error: invalid type: string, expected usize"),
        ("[limits]\ncalls = 0", "c.toml:2:9: error: no call would ever be admitted (at least 1)"),
        ("a = ", "c.toml:1:5: error: string values must be quoted, expected literal string"),
    ];
    for (text, line) in cases {
        assert_eq!(lines(text), [line], "{text}");
    }
}

#[test]
fn what_cannot_work_is_refused_although_it_parses() {
    let cases = [
        ("[sip]\nlisten = ['udp:1.2.3.4']", "2:10: error: `udp:1.2.3.4` is not a listen address"),
        ("[sip]\nlisten = []", "2:10: error: SIP is spoken nowhere"),
        ("[sip]\nlisten = ['udp:[::1]:5', 'udp:[::1]:5']", "2:26: error: udp:[::1]:5 is listed twice"),
        ("[sip]\nlisten = ['udp:0.0.0.0:5']", "2:11: error: udp:0.0.0.0:5 is no address a peer can be told"),
        ("[media]\nport_min = 4001", "2:12: error: RTP needs an even port"),
        ("[media]\nport_min = 4000\nport_max = 4002", "3:12: error: 4000–4002 is not room for one call"),
        ("[media]\nopus_bitrate = 600", "2:16: error: Opus does not sound at 600 bits in a second"),
        ("[media]\ncodecs = ['PCMU', 'G729']", "2:19: error: codec `G729` is not known"),
        ("[media]\naddresses = ['127.0.0.1', '10.0.0.1']", "2:13: error: 2 addresses of one family"),
        ("[trunks.t]\nsources = ['10.0.0.0/33']", "2:12: error: `10.0.0.0/33` is not an address"),
        ("[trunks.t]\nsources = ['::1/128', 'pbx']", "2:23: error: `pbx` is not an address"),
        ("[trunks.t]", "1:9: error: a trunk without an address neither calls nor is called"),
        ("[registrar]\nexpires_min = 0", "2:15: error: no contact can last from 0 to 3600 seconds"),
        ("[registrar]\nexpires_default = 30", "2:19: error: not between expires_min and expires_max"),
        ("[registrar]\ncontacts = 0", "2:12: error: nobody could register"),
        ("[registrar]\nchallenge_status = 403", "2:20: error: a challenge is 401 or 407"),
        ("[users.bob]", "1:8: error: a user without a password"),
        ("[account]\nsid = 'AC1'", "2:7: error: not an account SID"),
        ("[outbound_proxy]\nuri = 'pbx'", "1:2: error: `outbound_proxy` is a trunk now"),
        ("[outbound]\ntrunk = 'pbx'", "2:9: error: there is no trunk `pbx` with a uri"),
        ("[recogniser]\nurl = 'ftp://h'", "2:7: error: not the address of a speech service of this kind"),
        ("[recogniser]\nkind = 'http'\nurl = 'ws://h'", "3:7: error: not the address of a speech service of this kind"),
        ("[recogniser.languages]\nde = 'http://h'", "1:13: error: there is no recogniser without a url"),
        ("[recogniser]\nat_once = 0", "2:11: error: nothing could ever be understood"),
        ("[status_map]\n200 = 'busy'", "2:7: error: `200` is no final SIP refusal"),
        ("[status_map]\n480 = 'gone'", "2:7: error: `gone` is no final call status"),
        ("media_failure_code = 200", "1:22: error: not a SIP refusal"),
        ("[journal]\npath = 'j'\nmax_bytes = 9", "3:13: error: a journal file of less than 64 KiB"),
    ];
    for (text, start) in cases {
        let all = lines(text);
        assert!(all.len() == 1 && all[0].starts_with(&format!("c.toml:{start}")), "{text}: {all:?}");
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn applications_are_checked_wherever_they_stand() {
    let cases = [
        ("[numbers.'+1']", "1:10: error: `+1` has no voice_url"),
        ("[domains.d]\nvoice_url = 'ftp://h/'", "2:13: error: voice_url cannot be asked: scheme `ftp`"),
        ("[numbers.a]\nvoice_url = 'http://h'\nstatus_callback = 'x'", "3:19: error: status_callback cannot be asked"),
        ("[numbers.a]\nvoice_url = 'http://h'\nstatus_callback_event = ['rung']", "3:25: error: `rung` is no event"),
        ("[numbers.a]\nvoice_url = 'http://h'\nrefer_application = 'x'", "3:21: error: there is no application `x`"),
        ("[applications.x]", "1:15: error: `x` has no voice_url"),
        ("[users.u]\npassword = 'p'\n[users.u.application]", "3:10: error: `u` has no voice_url"),
    ];
    for (text, start) in cases {
        let errors: Vec<_> = lines(text).into_iter().filter(|line| line.contains(": error: ")).collect();
        assert!(errors.len() == 1 && errors[0].starts_with(&format!("c.toml:{start}")), "{text}: {errors:?}");
    }
}

#[test]
fn an_empty_token_and_an_open_admin_port_are_warned_of_and_accepted() {
    let (_, report) = parse("[admin]\nlisten = '0.0.0.0:9090'\n[domains.d]\nvoice_url = 'http://h'").unwrap();
    let all: Vec<_> = report.lines().collect();
    assert!(all[0].starts_with("c.toml:2:10: warning: the admin port is not on loopback"), "{all:?}");
    assert!(all[1].starts_with("c.toml: warning: requests to applications are signed with an empty token"), "{all:?}");
}

#[test]
fn variables_replace_values_of_every_kind() {
    let config = with(&[
        ("CALLWRIGHT_LIMITS__CALLS", "5"),
        ("CALLWRIGHT_EARLY_MEDIA", "false"),
        ("CALLWRIGHT_REALM", "12345"),
        ("CALLWRIGHT_ACCOUNT__AUTH_TOKEN", "a \"quoted\" token"),
        ("CALLWRIGHT_SIP__LISTEN", "['udp:127.0.0.1:0']"),
        ("CALLWRIGHT_USERS__ALICE__PASSWORD", "007"),
        ("CALLWRIGHT_TRUNKS__PBX", "{ uri = 'sip:pbx' }"),
        ("CALLWRIGHT_CONFIG", "elsewhere.toml"),
        ("PATH", "/bin"),
    ])
    .unwrap();
    assert_eq!((config.engine.limits.calls, config.engine.early_media), (5, false));
    assert_eq!(config.engine.realm, "12345");
    assert_eq!(config.engine.account.auth_token, "a \"quoted\" token");
    assert_eq!(config.process.sip.listen.len(), 1);
    assert_eq!(config.engine.users["alice"].password, "007");
    assert_eq!(config.engine.trunks["pbx"].uri.as_deref(), Some("sip:pbx"));
    assert_eq!(config.engine.numbers["+1"].voice_url, "http://127.0.0.1/v");
}

#[test]
fn a_variable_that_is_no_setting_is_refused_by_name() {
    for (name, value, line) in [
        (
            "CALLWRIGHT_LIMTS__CALLS",
            "5",
            "CALLWRIGHT_LIMTS__CALLS: error: unknown key `limts` (did you mean `limits`?)",
        ),
        ("CALLWRIGHT_LIMITS__CALLS", "many", "CALLWRIGHT_LIMITS__CALLS: error: invalid type: string, expected usize"),
        (
            "CALLWRIGHT_USERS__ALICE",
            "s3cret",
            "CALLWRIGHT_USERS__ALICE: error: invalid type: string, expected struct User",
        ),
        (
            "CALLWRIGHT_LIMITS__CALLS",
            "0",
            "CALLWRIGHT_LIMITS__CALLS: error: no call would ever be admitted (at least 1)",
        ),
    ] {
        assert_eq!(with(&[(name, value)]).unwrap_err(), [line]);
    }
}

#[test]
fn a_missing_file_is_told_with_an_example_to_begin_with() {
    let error = load("no/such/file.toml".as_ref(), &Environment::default()).unwrap_err().to_string();
    assert!(error.starts_with("no/such/file.toml cannot be read: No such file"), "{error}");
    assert!(error.contains("voice_url = "), "{error}");
    let example = error.split("setting:").nth(1).unwrap();
    assert!(parse(example).is_ok(), "{example}");
}

#[test]
fn the_example_parses_with_and_without_its_comments() {
    let (config, _) = parse(EXAMPLE).map_err(|report| report.render(false)).unwrap();
    let defaults = Config::default();
    assert_eq!(config.process, defaults.process);
    assert_eq!((config.engine.limits, config.engine.media), (defaults.engine.limits, defaults.engine.media));
    parse(&uncommented()).map_err(|report| report.render(false)).unwrap();
}

#[test]
fn the_example_shows_every_key() {
    let text = uncommented();
    let (config, _) = parse(&text).map_err(|report| report.render(false)).unwrap();
    let mut known = BTreeSet::new();
    keys(&serde_json::to_value(config).unwrap(), &mut known);
    let table = toml::from_str::<Value>(&text).unwrap();
    let mut shown = BTreeSet::new();
    keys(&table, &mut shown);
    assert_eq!(known.difference(&shown).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(known.len() > 60, "{known:?}");
}

/// The example with every setting in force.
fn uncommented() -> String {
    let line = |line: &'static str| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with([' ', '#']) => setting,
        _ => line,
    };
    EXAMPLE.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Every path in `value`; the names of numbers, domains, users and trunks do not matter, only what they have.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    fn walk(path: &str, value: &Value, found: &mut BTreeSet<String>) {
        let Value::Object(members) = value else { return };
        for (name, value) in members {
            let named = ["applications", "numbers", "users", "trunks", "organizations"].contains(&path);
            let applications = ["applications", "numbers", "domains", "patterns"].contains(&path);
            // All applications are the same table.
            let below = match name.as_str() {
                "application" => "numbers/*".to_owned(),
                _ if applications => "numbers/*".to_owned(),
                // Tables of an organisation are the tables of the top level.
                "numbers" | "patterns" | "users" if path == "organizations/*" => name.clone(),
                "sip_domains" => "domains".to_owned(),
                _ if named => format!("{path}/*"),
                _ if path.is_empty() => name.clone(),
                _ => format!("{path}/{name}"),
            };
            found.insert(below.clone());
            walk(&below, value, found);
        }
    }
    walk("", value, found);
}
