//! What a program reads: one object with every flow, what happened in it and what failed.

use std::io::{Result, Write};

use serde_json::{Value, json};

use super::Played;
use crate::sim::{Asked, Entry, Scene, Transcript};

/// Writes the object.
pub(super) fn report(out: &mut dyn Write, played: &[Played]) -> Result<()> {
    let flows: Vec<Value> = played.iter().map(flow).collect();
    let failed = played.iter().filter(|one| !passed(one)).count();
    let report = json!({ "passed": played.len() - failed, "failed": failed, "flows": flows });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn passed(played: &Played) -> bool {
    played.outcome.as_ref().is_ok_and(|shown| shown.failures.is_empty())
}

fn flow(played: &Played) -> Value {
    let shown = match &played.outcome {
        Ok(shown) => shown,
        Err(fault) => return json!({ "file": played.name, "passed": false, "fault": fault }),
    };
    let performance = shown.performance.as_ref();
    let events = performance.map_or_else(Vec::new, |performance| events(&performance.transcript));
    let requests: Vec<Value> =
        performance.map_or_else(Vec::new, |performance| performance.evidence.asked.iter().map(request).collect());
    json!({
        "file": played.name,
        "title": played.title,
        "passed": shown.failures.is_empty(),
        "failures": shown.failures,
        "replays": shown.runs,
        "virtual_seconds": shown.virtual_time.as_secs_f64(),
        "real_seconds": played.real.as_secs_f64(),
        "events": events,
        "requests": requests,
    })
}

fn events(transcript: &Transcript) -> Vec<Value> {
    transcript.entries.iter().map(|entry| event(transcript, entry)).collect()
}

fn event(transcript: &Transcript, entry: &Entry) -> Value {
    let at = (entry.at - transcript.start).as_secs_f64();
    let label = entry.scene.label();
    match &entry.scene {
        Scene::Message { from, to, bytes, fate } => {
            let message = String::from_utf8_lossy(bytes);
            json!({ "at": at, "kind": "sip", "from": from, "to": to, "label": label, "fate": fate, "message": message })
        }
        Scene::Closed { from, to } => json!({ "at": at, "kind": "closed", "from": from, "to": to }),
        Scene::Request { call, event, .. } => {
            json!({ "at": at, "kind": "request", "label": label, "call": call, "callback": event.is_some() })
        }
        Scene::Response { place, good, .. } => {
            json!({ "at": at, "kind": "response", "label": label, "place": place, "good": good })
        }
        Scene::Hears { phone, .. } => json!({ "at": at, "kind": "hears", "phone": phone, "label": label }),
        Scene::Key { phone, key } => json!({ "at": at, "kind": "key", "from": phone, "key": key }),
        Scene::KeyHeard { phone, key } => json!({ "at": at, "kind": "key", "to": phone, "key": key }),
        Scene::Deed { phone, .. } => json!({ "at": at, "kind": "sound", "phone": phone, "label": label }),
        Scene::Note(note) => json!({ "at": at, "kind": "note", "note": note }),
        Scene::Over { phone, cdr } => json!({ "at": at, "kind": "record", "phone": phone, "record": cdr }),
        Scene::LineClosed { phone, stats } => {
            json!({ "at": at, "kind": "line", "phone": phone, "label": label, "stats": stats })
        }
    }
}

fn request(asked: &Asked) -> Value {
    let params: Vec<Value> = asked.params.iter().map(|(name, value)| json!([name, value])).collect();
    json!({
        "method": asked.method.as_str(),
        "url": asked.url,
        "params": params,
        "callback": asked.is_callback(),
        "signed": asked.signed,
    })
}
