//! The floors of `src/lib.rs`: a room imports rooms on lower floors only, and below the edge nothing of the operating
//! system is named. Reads every path in `src`, in `use` lines and elsewhere.

#[path = "house/source.rs"]
mod source;

use source::{Source, files, is_word};

/// Room and floor. Rooms of the same floor do not know each other.
const ROOMS: [(&str, u8); 11] = [
    ("base", 0),
    ("wire", 1),
    ("audio", 1),
    ("rcml", 1),
    ("sip", 2),
    ("media", 2),
    ("call", 3),
    ("engine", 4),
    ("edge", 5),
    ("sim", 5),
    ("app", 6),
];

/// The first floor that may touch the world.
const EDGE: u8 = 5;

/// What no line below the edge names: sockets, tasks, locks, channels, clocks, disk, environment.
const WORLD: [&str; 20] = [
    "tokio::",
    "axum::",
    "reqwest::",
    "rusqlite::",
    "rustix::",
    "socket2::",
    "getrandom::",
    "tracing::",
    "metrics::",
    "std::fs",
    "std::env",
    "std::io::",
    "std::thread",
    "std::process",
    "UdpSocket",
    "TcpStream",
    "TcpListener",
    "Mutex",
    "RwLock",
    "mpsc",
];

#[test]
fn imports_point_downward_only() {
    let wrong: Vec<String> = files().iter().flat_map(upward).collect();
    assert!(wrong.is_empty(), "imports beside or upward:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_below_the_edge_names_the_world() {
    let wrong: Vec<String> = files().iter().flat_map(worldly).collect();
    assert!(wrong.is_empty(), "the world below the edge:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_has_a_floor() {
    for file in files() {
        assert!(floor_of(&file).is_some(), "src/{}: no such room in the table of tests/floors.rs", file.path);
    }
}

/// `src/lib.rs` is the map of all rooms and `src/main.rs` the front door of `app`.
fn floor_of(file: &Source) -> Option<u8> {
    match file.path.as_str() {
        "lib.rs" | "main.rs" => Some(6),
        path => floor(room_of(path)),
    }
}

fn room_of(path: &str) -> &str {
    let room = path.split('/').next().unwrap_or(path);
    room.strip_suffix(".rs").unwrap_or(room)
}

fn floor(room: &str) -> Option<u8> {
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// Paths of `file` that lead beside or upward, or out of the room by `super`.
fn upward(file: &Source) -> Vec<String> {
    let (Some(own), room) = (floor_of(file), room_of(&file.path)) else { return Vec::new() };
    if file.path == "lib.rs" {
        return Vec::new();
    }
    let beside = |name: &str| name != room && floor(name).is_some_and(|other| other >= own);
    let mut wrong: Vec<String> = paths(&file.code)
        .filter(|(_, name)| beside(name) && file.path != "main.rs")
        .map(|(line, name)| format!("src/{}:{line}: {room} (floor {own}) names {name}", file.path))
        .collect();
    wrong.extend(escapes(file).map(|line| format!("src/{}:{line}: leaves its room by super", file.path)));
    wrong
}

/// Line and first name of every `crate::` and `callwright::` path, groups in braces opened.
fn paths(code: &str) -> impl Iterator<Item = (usize, &str)> {
    ["crate::", "callwright::"].into_iter().flat_map(move |root| {
        code.match_indices(root).filter(|(at, _)| *at == 0 || !is_word(code.as_bytes()[at - 1])).flat_map(
            move |(at, _)| names(&code[at + root.len()..]).into_iter().map(move |name| (line(code, at), name)),
        )
    })
}

/// The first name of a path, or of every path in the group that begins here.
fn names(rest: &str) -> Vec<&str> {
    let Some(group) = rest.strip_prefix('{') else { return word(rest).into_iter().collect() };
    let (mut depth, mut found, mut fresh) = (1, Vec::new(), true);
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' => fresh = depth == 1,
            byte if fresh && is_word(byte) => {
                found.extend(word(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    found
}

fn word(text: &str) -> Option<&str> {
    let end = text.bytes().position(|b| !is_word(b)).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// Lines of production code where a chain of `super::` climbs out of the room.
fn escapes(file: &Source) -> impl Iterator<Item = usize> {
    let stem = file.path.strip_suffix("/mod.rs").or(file.path.strip_suffix(".rs")).unwrap_or(&file.path);
    let depth = stem.split('/').count();
    let code = file.production();
    let climbs: Vec<usize> = code.match_indices(&"super::".repeat(depth)).map(|(at, _)| line(&code, at)).collect();
    climbs.into_iter()
}

/// Lines that name the world although they stand below the edge; a test may.
fn worldly(file: &Source) -> Vec<String> {
    if floor_of(file).is_none_or(|own| own >= EDGE) {
        return Vec::new();
    }
    let code = file.production();
    let hits = WORLD.iter().flat_map(|name| code.match_indices(name));
    hits.filter(|(at, _)| *at == 0 || !is_word(code.as_bytes()[at - 1]))
        .map(|(at, name)| format!("src/{}:{}: names {name}", file.path, line(&code, at)))
        .collect()
}

fn line(code: &str, at: usize) -> usize {
    // `production` marks the newlines it blanked with a carriage return.
    1 + code[..at].bytes().filter(|b| matches!(b, b'\n' | b'\r')).count()
}

#[test]
fn an_import_upward_or_beside_is_found() {
    for (path, text, wrong) in [
        ("sip/txn/key.rs", "use crate::base::Time;\nuse crate::wire::sip::Uri;\nuse crate::sip::Event;", 0),
        ("sip/mod.rs", "use crate::media::Line;", 1),
        ("sip/mod.rs", "fn f() -> crate::call::Family {}", 1),
        ("wire/mod.rs", "use crate::{base::{Time, Rng}, audio::Mix, engine};", 2),
        ("wire/sdp.rs", "// crate::engine\nlet s = \"crate::engine\";", 0),
        ("edge/run.rs", "use crate::sim::Town;\nuse crate::app::Config;", 2),
        ("sim/town.rs", "use crate::edge::Clock;", 1),
        ("call/verb/dial.rs", "use super::super::Family;", 0),
        ("call/verb/dial.rs", "use super::super::super::engine;", 1),
        ("call/mod.rs", "use super::engine;", 1),
        ("base/time.rs", "#[cfg(test)]\nmod tests {\n use super::super::Rng;\n use crate::wire::Uri;\n}", 1),
        ("app/cli/mod.rs", "use crate::edge; use crate::sim;", 0),
    ] {
        assert_eq!(upward(&Source::new(path, text)).len(), wrong, "{path}: {text}");
    }
}

#[test]
fn the_world_below_the_edge_is_found() {
    let lock = "use std::sync::{Arc, Mutex};";
    assert_eq!(worldly(&Source::new("call/family.rs", lock)), ["src/call/family.rs:1: names Mutex"]);
    assert!(worldly(&Source::new("edge/run.rs", lock)).is_empty());
    assert!(worldly(&Source::new("call/family.rs", "// Mutex\nuse std::sync::Arc;")).is_empty());
}
