//! The outbox on a real disk, in a directory of each test's own.

use std::fs;
use std::time::Duration;

use super::*;
use crate::base::{CallSid, RecordingSid, Rng, Time};
use crate::engine::courier::Kind;
use crate::wire::http::{Exchange, Method, Reach};
use crate::wire::sip::{Flow, Transport};

/// A directory that goes away with the test.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("callwright-store-{}-{name}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        Self(directory)
    }

    fn file(&self) -> PathBuf {
        self.0.join("outbox.db")
    }

    fn open(&self) -> Store {
        Store::open(&self.file()).unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn letters(count: u64) -> Vec<Letter> {
    let mut rng = Rng::seeded(count);
    let call = CallSid::mint(&mut rng);
    let exchange = Exchange {
        method: Method::Post,
        url: "http://a.example/status".into(),
        headers: vec![("X-Request-Id".into(), "EV".into())],
        body: Some("CallStatus=ringing".into()),
        connect_timeout: Duration::from_secs(6),
        first_byte_timeout: Duration::from_secs(6),
        total_timeout: Duration::from_secs(15),
        max_body: 65_536,
        reach: Reach::default(),
    };
    let letter = |rng: &mut Rng| Letter {
        event: EventSid::mint(rng),
        call,
        written: Time::from_secs(1000),
        exchange: exchange.clone(),
        kind: Kind::Progress,
        room: None,
    };
    (0..count).map(|_| letter(&mut rng)).collect()
}

fn keep_all(letters: &[Letter]) -> Vec<Change> {
    letters.iter().cloned().map(Change::Keep).collect()
}

/// Copies the files as they are, as if the process had been killed now.
fn as_left_by_kill(from: &Home, to: &Home) {
    for entry in fs::read_dir(&from.0).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.0.join(entry.file_name())).unwrap();
    }
}

#[test]
fn letters_come_back_in_the_order_of_their_keeping() {
    let home = Home::new("order");
    let all = letters(50);
    let mut store = home.open();
    store.apply(&keep_all(&all[..20])).unwrap();
    store.apply(&[Change::Forget(all[3].event), Change::Forget(all[19].event)]).unwrap();
    store.apply(&keep_all(&all[20..])).unwrap();
    drop(store);
    let expected: Vec<_> =
        all.iter().enumerate().filter(|(at, _)| ![3, 19].contains(at)).map(|(_, l)| l.clone()).collect();
    assert_eq!(home.open().recover().unwrap(), expected);
}

#[test]
fn what_is_applied_survives_a_kill_at_any_moment() {
    let (home, killed) = (Home::new("live"), Home::new("killed"));
    let all = letters(3);
    let mut store = home.open();
    store.apply(&keep_all(&all)).unwrap();
    store.apply(&[Change::Forget(all[0].event)]).unwrap();
    as_left_by_kill(&home, &killed);
    assert_eq!(killed.open().recover().unwrap(), all[1..]);
    drop(store);
}

#[test]
fn keeping_again_stays_in_place_and_a_new_will_goes_to_the_end() {
    let home = Home::new("wills");
    let mut all = letters(4);
    let mut store = home.open();
    all[1].kind = Kind::Will;
    store.apply(&keep_all(&all[..3])).unwrap();
    all[0].kind = Kind::Last;
    all[3].kind = Kind::Will;
    store.apply(&[Change::Keep(all[0].clone()), Change::Keep(all[3].clone()), Change::Forget(all[1].event)]).unwrap();
    assert_eq!(store.recover().unwrap(), [all[0].clone(), all[2].clone(), all[3].clone()]);
}

#[test]
fn a_second_engine_is_told_that_the_outbox_is_taken() {
    let home = Home::new("locked");
    let first = home.open();
    let error = Store::open(&home.file()).unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }), "{error}");
    drop(first);
    home.open();
}

#[test]
fn a_file_that_is_no_outbox_is_refused_and_left_alone() {
    let home = Home::new("corrupt");
    let text = "this is not a database, but a letter to a friend. ".repeat(100);
    fs::write(home.file(), &text).unwrap();
    let error = Store::open(&home.file()).unwrap_err();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    assert_eq!(fs::read_to_string(home.file()).unwrap(), text);
}

#[test]
fn a_file_of_another_version_is_refused() {
    let home = Home::new("version");
    home.open().connection.pragma_update(None, "user_version", 7).unwrap();
    let error = Store::open(&home.file()).unwrap_err();
    assert!(matches!(error, StoreError::Version { found: 7, .. }), "{error}");
}

#[test]
fn a_path_that_cannot_be_opened_says_so() {
    let error = Store::open(Path::new("/no/such/directory/outbox.db")).unwrap_err();
    assert!(matches!(error, StoreError::Disk { .. }), "{error}");
    assert!(error.to_string().contains("/no/such/directory/outbox.db"));
}

#[test]
fn a_row_that_cannot_be_read_is_named() {
    let home = Home::new("row");
    let store = home.open();
    store.connection.execute("INSERT INTO letters (event, letter) VALUES ('x', '{}')", []).unwrap();
    assert!(matches!(store.recover(), Err(StoreError::Row { row: 1, .. })));
}

fn binding(id: u64) -> registrar::Binding {
    let flow = Flow {
        transport: Transport::Udp,
        local: "10.0.0.1:5060".parse().unwrap(),
        peer: "192.0.2.9:4711".parse().unwrap(),
    };
    registrar::Binding {
        id: registrar::BindingId(id),
        aor: registrar::Aor { organization: "default".into(), login: "kate".into() },
        contact: "sip:kate@192.168.0.7;line=1".parse().unwrap(),
        domain: Some("pbx.example".into()),
        instance: None,
        reg_id: None,
        q: Some(500),
        reach: registrar::Reach::Flow(flow),
        path: Vec::new(),
        call_id: "c".into(),
        cseq: 7,
        refreshed: Time::from_secs(1000),
        expires: Time::from_secs(4600),
    }
}

#[test]
fn contacts_come_back_as_they_were_last_and_beside_the_letters() {
    let home = Home::new("contacts");
    let mut store = home.open();
    let (one, other) = (binding(1), binding(2));
    let newer = registrar::Binding { cseq: 8, ..binding(1) };
    let keep = |binding: &registrar::Binding| Change::Binding(registrar::Change::Keep(Box::new(binding.clone())));
    store.apply(&keep_all(&letters(2))).unwrap();
    store.apply(&[keep(&one), keep(&other), keep(&newer)]).unwrap();
    store.apply(&[Change::Binding(registrar::Change::Forget(other.id))]).unwrap();
    drop(store);
    let store = home.open();
    assert_eq!(store.registered().unwrap(), [newer]);
    assert_eq!(store.recover().unwrap().len(), 2);
}

#[test]
fn a_file_of_version_1_gets_its_new_table_and_keeps_its_letters() {
    let home = Home::new("migration");
    let all = letters(3);
    let old = Connection::open(home.file()).unwrap();
    old.execute_batch(LETTERS).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    for letter in &all {
        let row = params![letter.event.to_string(), serde_json::to_string(letter).unwrap()];
        old.execute("INSERT INTO letters (event, letter) VALUES (?1, ?2)", row).unwrap();
    }
    drop(old);
    let mut store = home.open();
    assert_eq!(store.recover().unwrap(), all);
    assert_eq!(store.registered().unwrap(), []);
    store.apply(&[Change::Binding(registrar::Change::Keep(Box::new(binding(1))))]).unwrap();
    drop(store);
    assert_eq!(home.open().registered().unwrap(), [binding(1)]);
}

fn recorded(status: recording::Status) -> recording::Entry {
    let mut rng = Rng::seeded(3);
    recording::Entry {
        sid: RecordingSid::mint(&mut rng),
        call: CallSid::mint(&mut rng),
        account: "AC1".into(),
        source: recording::Source::DialVerb,
        channels: 2,
        began: Time::from_secs(1000),
        duration: Duration::from_secs(7),
        status,
    }
}

#[test]
fn a_file_of_version_2_gets_its_table_of_recordings_and_keeps_letters_and_contacts() {
    let home = Home::new("recordings");
    let all = letters(2);
    let old = Connection::open(home.file()).unwrap();
    for step in [LETTERS, CONTACTS] {
        old.execute_batch(step).unwrap();
    }
    old.pragma_update(None, "user_version", 2).unwrap();
    for letter in &all {
        let row = params![letter.event.to_string(), serde_json::to_string(letter).unwrap()];
        old.execute("INSERT INTO letters (event, letter) VALUES (?1, ?2)", row).unwrap();
    }
    let row = params![1, serde_json::to_string(&binding(1)).unwrap()];
    old.execute("INSERT INTO contacts (contact, binding) VALUES (?1, ?2)", row).unwrap();
    drop(old);

    let mut store = home.open();
    assert_eq!((store.recover().unwrap(), store.registered().unwrap()), (all, vec![binding(1)]));
    assert_eq!(store.recordings().unwrap(), []);
    store.apply(&[Change::Recording(recorded(recording::Status::InProgress))]).unwrap();
    store.apply(&[Change::Recording(recorded(recording::Status::Completed))]).unwrap();
    drop(store);
    let mut store = home.open();
    assert_eq!(store.recordings().unwrap(), [recorded(recording::Status::Completed)]);
    let version: i64 = store.connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, SCHEMA);
    store.apply(&[Change::Recording(recorded(recording::Status::Absent))]).unwrap();
    assert_eq!(store.recordings().unwrap(), []);
}
