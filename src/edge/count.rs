//! The numbers of `/metrics`: their names, and how inputs and outputs of the engine move them. Counters are moved on
//! the way; gauges are set from the engine's census when somebody looks.

use std::collections::HashMap;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusRecorder};

use crate::base::{EventSid, Time};
use crate::call::RequestId;
use crate::engine::{Cdr, Census, Input, Level, Note, Output, TrunkEvent, TrunkNews};
use crate::media::{Event, Score, Stats};
use crate::sip::Stray;
use crate::wire::http::{Exchange, Fault, Reply};
use crate::wire::sip::{Flow, Method};

/// What one number is.
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// Every number: kind, name, meaning. The documentation in `/metrics` is this table.
const NUMBERS: [(Kind, &str, &str); 47] = [
    (Kind::Counter, "callwright_calls_total", "Calls that are over, by direction and final status"),
    (Kind::Gauge, "callwright_calls", "Calls that are not over"),
    (Kind::Gauge, "callwright_dialogs", "SIP dialogs"),
    (Kind::Gauge, "callwright_contacts", "Contacts at which users are registered"),
    (Kind::Gauge, "callwright_transactions", "SIP transactions, lingering ones included"),
    (Kind::Gauge, "callwright_ports", "RTP ports in use or at rest"),
    (Kind::Counter, "callwright_sip_messages_total", "SIP messages, by direction, transport and method or class"),
    (Kind::Counter, "callwright_sip_stray_total", "SIP messages that belong to nothing, by what: response, ack"),
    (Kind::Counter, "callwright_sip_send_errors_total", "SIP datagrams that the kernel did not take"),
    (Kind::Counter, "callwright_tls_refused_total", "TLS that did not come about or broke, by reason and our side"),
    (Kind::Counter, "callwright_tls_reload_errors_total", "New certificates that could not be used"),
    (Kind::Counter, "callwright_websocket_refused_total", "WebSockets refused at the handshake, by reason"),
    (Kind::Counter, "callwright_websocket_closed_total", "WebSockets closed for what came on them, by reason"),
    (Kind::Counter, "callwright_websocket_lengths_total", "WebSocket messages with another Content-Length than theirs"),
    (Kind::Counter, "callwright_notes_total", "Notes on calls and refusals, by level, name and code"),
    (Kind::Gauge, "callwright_callbacks_pending", "Status callbacks not delivered yet, wills included"),
    (Kind::Counter, "callwright_callbacks_settled_total", "Status callbacks sent and done with: delivered or given up"),
    (Kind::Counter, "callwright_callbacks_retried_total", "Status callbacks sent again"),
    (Kind::Histogram, "callwright_http_seconds", "HTTP exchanges, by kind (document, callback) and outcome"),
    (Kind::Gauge, "callwright_http_pending", "HTTP answers waited for"),
    (
        Kind::Counter,
        "callwright_rtp_packets_total",
        "RTP packets of closed lines, by fate; those that are late were received",
    ),
    (
        Kind::Counter,
        "callwright_frames_concealed_total",
        "20 ms of sound made up for packets that did not come in time",
    ),
    (
        Kind::Histogram,
        "callwright_mos",
        "How closed lines sounded by the E-model, 1 to 4.5, by direction (from, to the peer) and scale (narrow, wide)",
    ),
    (
        Kind::Histogram,
        "callwright_jitter_seconds",
        "How much the spacing of packets from the peer scattered on average",
    ),
    (Kind::Histogram, "callwright_round_trip_seconds", "To the peer of a line and back, as its RTCP tells"),
    (Kind::Gauge, "callwright_trunk_up", "Whether a trunk answers OPTIONS, by trunk"),
    (Kind::Gauge, "callwright_trunk_registered", "Whether a trunk knows us by REGISTER, by trunk"),
    (Kind::Gauge, "callwright_trunk_active", "Whether calls to numbers go to a trunk, by trunk"),
    (Kind::Counter, "callwright_trunk_failed_calls_total", "Refusals that count towards the fallback, by trunk"),
    (
        Kind::Counter,
        "callwright_sounds_total",
        "Sounds asked for, by where they were found: memory, disk, revalidated, joined, fetched",
    ),
    (Kind::Counter, "callwright_sound_bytes_total", "Bytes of sounds that came from the web or were spoken"),
    (Kind::Counter, "callwright_sound_faults_total", "Sounds that could not be had, or not to their end, by kind"),
    (Kind::Gauge, "callwright_sound_cache_bytes", "Bytes of sounds on disk"),
    (
        Kind::Counter,
        "callwright_recognitions_total",
        "Speech recognised, by what was heard (call, recording) and outcome",
    ),
    (Kind::Counter, "callwright_speech_total", "Texts spoken, by whom: service, program, program-instead"),
    (Kind::Counter, "callwright_recordings_total", "Recordings closed, by outcome: whole, partial"),
    (Kind::Counter, "callwright_recording_samples_dropped_total", "Samples left out since the disk was too slow"),
    (Kind::Counter, "callwright_api_requests_total", "Requests for conferences, by status"),
    (Kind::Counter, "callwright_recordings_served_total", "Requests for recordings, by status"),
    (Kind::Gauge, "callwright_streams", "Streams to programs elsewhere, open or being opened"),
    (Kind::Counter, "callwright_streams_total", "Streams that are over, by outcome: ended (by us), closed, failed"),
    (Kind::Counter, "callwright_stream_garbage_total", "Messages of stream servers that mean nothing"),
    (Kind::Counter, "callwright_stream_samples_dropped_total", "Samples of stream servers that found no room to wait"),
    (Kind::Counter, "callwright_fork_pieces_dropped_total", "20 ms of calls that streams or recognisers took too late"),
    (Kind::Counter, "callwright_mails_total", "Mails of Email, by outcome: sent, failed"),
    (Kind::Counter, "callwright_outbox_errors_total", "Writes of the outbox that failed"),
    (Kind::Counter, "callwright_journal_errors_total", "Writes of the journal that failed"),
];

/// Upper bounds in seconds of the HTTP histogram.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0];

/// The same for opinions of sound: 4 satisfies, below 3.6 many complain, below 3.1 most do (ITU-T G.107 Annex B).
const OPINIONS: [f64; 9] = [1.5, 2.0, 2.6, 3.1, 3.6, 4.0, 4.2, 4.3, 4.4];

/// A recorder to be installed once for the process.
pub fn recorder() -> Result<PrometheusRecorder, BuildError> {
    let builder = PrometheusBuilder::new().set_buckets(&SECONDS)?;
    let builder = builder.set_buckets_for_metric(Matcher::Full("callwright_mos".to_owned()), &OPINIONS)?;
    Ok(builder.build_recorder())
}

/// Puts the meanings of the numbers into the recorder.
pub fn describe() {
    for (kind, name, meaning) in NUMBERS {
        match kind {
            Kind::Counter => describe_counter!(name, meaning),
            Kind::Gauge => describe_gauge!(name, meaning),
            Kind::Histogram => describe_histogram!(name, meaning),
        }
    }
}

/// Sets the gauges.
pub fn look(census: &Census) {
    let numbers = [
        ("callwright_calls", census.calls),
        ("callwright_dialogs", census.dialogs),
        ("callwright_contacts", census.contacts),
        ("callwright_transactions", census.transactions),
        ("callwright_ports", census.ports),
        ("callwright_callbacks_pending", census.letters),
        ("callwright_http_pending", census.requests),
    ];
    for (name, value) in numbers {
        gauge!(name).set(value as f64);
    }
}

/// What must be remembered between an output and the input that answers it.
#[derive(Debug, Default)]
pub struct Tally {
    asked: HashMap<RequestId, (Time, &'static str)>,
    /// Callbacks on disk and how often each was sent.
    letters: HashMap<EventSid, u32>,
}

impl Tally {
    /// Counts what is given to the engine.
    pub fn saw(&mut self, now: Time, input: &Input) {
        match input {
            Input::Message { flow, bytes } => message("in", flow, bytes),
            Input::Fetched { id, result } => {
                if let Some((at, kind)) = self.asked.remove(id) {
                    let seconds = now.since(at).as_secs_f64();
                    histogram!("callwright_http_seconds", "kind" => kind, "outcome" => outcome(result)).record(seconds);
                }
            }
            Input::Media(Event::Closed { stats, .. }) => {
                packets(stats);
                sound(stats);
            }
            Input::Mailed { result, .. } => {
                let outcome = if result.is_ok() { "sent" } else { "failed" };
                counter!("callwright_mails_total", "outcome" => outcome).increment(1);
            }
            Input::Recovered(letters) => self.letters.extend(letters.iter().map(|letter| (letter.event, 0))),
            _ => {}
        }
    }

    /// Counts what the engine wants done.
    pub fn did(&mut self, now: Time, output: &Output) {
        match output {
            Output::Send { flow, bytes } => message("out", flow, bytes),
            Output::Fetch { id, exchange, .. } => self.asks(now, *id, exchange),
            Output::Abandon { id } => drop(self.asked.remove(id)),
            Output::Keep(letter) => drop(self.letters.entry(letter.event).or_default()),
            // A will that is void was never sent.
            Output::Forget { event } if self.letters.remove(event).is_some_and(|sent| sent > 0) => {
                counter!("callwright_callbacks_settled_total").increment(1);
            }
            Output::Note(note) => noted(note),
            Output::Cdr(cdr) => over(cdr),
            Output::Trunk(news) => trunk(news),
            Output::Stray(what) => stray(*what),
            Output::Forget { .. }
            | Output::Bindings(_)
            | Output::Resolve { .. }
            | Output::Load { .. }
            | Output::Recognise { .. }
            | Output::Conclude { .. }
            | Output::Transcribe { .. }
            | Output::Stream { .. }
            | Output::Mail { .. }
            | Output::Recording(_)
            | Output::Line { .. }
            | Output::Media(_) => {}
        }
    }

    fn asks(&mut self, now: Time, id: RequestId, exchange: &Exchange) {
        let name = exchange.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("X-Request-Id"));
        let event = name.and_then(|(_, value)| value.parse::<EventSid>().ok());
        let sent = event.and_then(|event| self.letters.get_mut(&event));
        self.asked.insert(id, (now, if sent.is_some() { "callback" } else { "document" }));
        if let Some(times) = sent {
            *times += 1;
            if *times > 1 {
                counter!("callwright_callbacks_retried_total").increment(1);
            }
        }
    }
}

fn message(direction: &'static str, flow: &Flow, bytes: &[u8]) {
    let transport = flow.transport.label();
    let kind = kind(bytes);
    counter!("callwright_sip_messages_total", "direction" => direction, "transport" => transport, "kind" => kind)
        .increment(1);
}

/// `INVITE`, `4xx`, or `other` for what a stranger made up: the number of series must not be in his hands.
fn kind(bytes: &[u8]) -> &'static str {
    const METHODS: [Method; 6] =
        [Method::Invite, Method::Ack, Method::Bye, Method::Cancel, Method::Options, Method::Info];
    const CLASSES: [&str; 6] = ["1xx", "2xx", "3xx", "4xx", "5xx", "6xx"];
    if let Some(status) = bytes.strip_prefix(b"SIP/2.0 ") {
        let class = status.first().and_then(|digit| digit.checked_sub(b'1'));
        return class.and_then(|class| CLASSES.get(usize::from(class)).copied()).unwrap_or("other");
    }
    let named =
        |method: &&Method| bytes.strip_prefix(method.as_str().as_bytes()).is_some_and(|rest| rest.starts_with(b" "));
    METHODS.iter().find(named).map_or("other", |method| name_of(method))
}

fn name_of(method: &Method) -> &'static str {
    match method {
        Method::Invite => "INVITE",
        Method::Ack => "ACK",
        Method::Bye => "BYE",
        Method::Cancel => "CANCEL",
        Method::Options => "OPTIONS",
        Method::Info => "INFO",
        _ => "other",
    }
}

fn outcome(result: &Result<Reply, Fault>) -> &'static str {
    match result {
        Ok(reply) => match reply.status {
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        },
        Err(Fault::BadUrl(_)) => "bad_url",
        Err(Fault::Host(_)) => "host",
        Err(Fault::Forbidden(_)) => "forbidden",
        Err(Fault::Connect(_)) => "connect",
        Err(Fault::Tls(_)) => "tls",
        Err(Fault::Timeout(_)) => "timeout",
        Err(Fault::TooLarge(_)) => "too_large",
        Err(Fault::Protocol(_)) => "protocol",
    }
}

fn packets(stats: &Stats) {
    let Stats { received, sent, dropped, lost, late, concealed, .. } = *stats;
    let fates = [("received", received), ("sent", sent), ("dropped", dropped), ("lost", lost), ("late", late)];
    for (fate, number) in fates {
        counter!("callwright_rtp_packets_total", "fate" => fate).increment(number);
    }
    counter!("callwright_frames_concealed_total").increment(concealed);
}

fn sound(stats: &Stats) {
    for (direction, score) in [("from", stats.from_peer), ("to", stats.to_peer)] {
        let Some(Score { mos, scale }) = score else { continue };
        histogram!("callwright_mos", "direction" => direction, "scale" => scale.name()).record(mos.value());
    }
    if stats.from_peer.is_some() {
        histogram!("callwright_jitter_seconds").record(stats.jitter.as_secs_f64());
    }
    if let Some(round_trip) = stats.round_trip {
        histogram!("callwright_round_trip_seconds").record(round_trip.as_secs_f64());
    }
}

fn noted(note: &Note) {
    let level = match note.level {
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    let code = note.code.to_string();
    counter!("callwright_notes_total", "level" => level, "name" => note.name.clone(), "code" => code).increment(1);
}

fn trunk(news: &TrunkNews) {
    let name = news.trunk.clone();
    let set = |number: &'static str, is: bool| gauge!(number, "trunk" => name.clone()).set(f64::from(u8::from(is)));
    match news.what {
        TrunkEvent::Alive(is) => set("callwright_trunk_up", is),
        TrunkEvent::Registered(is) => set("callwright_trunk_registered", is),
        TrunkEvent::Active(is) => set("callwright_trunk_active", is),
        TrunkEvent::Failed => counter!("callwright_trunk_failed_calls_total", "trunk" => name).increment(1),
    }
}

fn stray(what: Stray) {
    let what = match what {
        Stray::Response => "response",
        Stray::Ack => "ack",
    };
    counter!("callwright_sip_stray_total", "what" => what).increment(1);
}

fn over(cdr: &Cdr) {
    let (direction, status) = (cdr.direction.clone(), cdr.status.clone());
    counter!("callwright_calls_total", "direction" => direction, "status" => status).increment(1);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;

    use super::*;
    use crate::base::{CallSid, Rng};
    use crate::engine::courier::{Kind, Letter};
    use crate::wire::sip::Transport;

    #[test]
    fn what_a_stranger_makes_up_makes_no_series() {
        for (bytes, name) in [
            ("INVITE sip:a@h SIP/2.0", "INVITE"),
            ("INVITED sip:a@h", "other"),
            ("SIP/2.0 486 Busy", "4xx"),
            ("SIP/2.0 999", "other"),
            ("SIP/2.0 ", "other"),
            ("", "other"),
        ] {
            assert_eq!(kind(bytes.as_bytes()), name, "{bytes}");
        }
    }

    fn exchange(request: &str) -> Exchange {
        Exchange {
            method: Default::default(),
            url: "http://h/".into(),
            headers: vec![("X-Request-Id".into(), request.into())],
            body: None,
            connect_timeout: Duration::ZERO,
            first_byte_timeout: Duration::ZERO,
            total_timeout: Duration::ZERO,
            max_body: 0,
            reach: crate::wire::http::Reach::default(),
        }
    }

    fn call() -> CallSid {
        CallSid::mint(&mut Rng::seeded(1))
    }

    fn fetch(id: u64, request: &str) -> Output {
        Output::Fetch { id: RequestId(id), call: call(), exchange: exchange(request) }
    }

    fn kept(event: EventSid) -> Output {
        let exchange = exchange(&event.to_string());
        Output::Keep(Letter {
            event,
            call: call(),
            written: Time::from_secs(0),
            exchange,
            kind: Kind::Progress,
            room: None,
        })
    }

    #[test]
    fn documents_callbacks_and_messages_show_up_under_their_names() {
        let recorder = recorder().unwrap();
        let text = metrics::with_local_recorder(&recorder, || {
            describe();
            let mut tally = Tally::default();
            let (event, question) = (EventSid::mint(&mut Rng::seeded(2)), EventSid::mint(&mut Rng::seeded(3)));
            tally.did(Time::from_secs(1), &kept(event));
            let will = EventSid::mint(&mut Rng::seeded(4));
            tally.did(Time::from_secs(1), &kept(will));
            tally.did(Time::from_secs(1), &Output::Forget { event: will });
            tally.did(Time::from_secs(1), &fetch(1, &question.to_string()));
            tally.did(Time::from_secs(1), &fetch(2, &event.to_string()));
            tally.did(Time::from_secs(2), &fetch(3, &event.to_string()));
            let reply = Reply { status: 200, headers: vec![], body: Bytes::new() };
            tally.saw(Time::from_secs(2), &Input::Fetched { id: RequestId(1), result: Ok(reply) });
            tally.saw(Time::from_secs(3), &Input::Fetched { id: RequestId(2), result: Err(Fault::Host("h".into())) });
            tally.did(Time::from_secs(3), &Output::Forget { event });
            let addr = std::net::SocketAddr::from(([127, 0, 0, 1], 5060));
            let flow = Flow { transport: Transport::Tcp, local: addr, peer: addr };
            tally.saw(Time::from_secs(3), &Input::Message { flow, bytes: Bytes::from_static(b"SIP/2.0 200 OK") });
            let stats = Stats { late: 2, concealed: 5, ..Stats::default() };
            packets(&stats);
            let from_peer: Option<Score> = serde_json::from_str(r#"{"mos": 417, "scale": "narrow"}"#).unwrap();
            let round_trip = Some(Duration::from_millis(80));
            sound(&Stats { from_peer, round_trip, jitter: Duration::from_millis(7), ..stats });
            tally.did(Time::from_secs(3), &Output::Stray(Stray::Ack));
            look(&Census { calls: 3, ..Census::default() });
            recorder.handle().render()
        });
        for line in [
            "callwright_http_seconds_count{kind=\"document\",outcome=\"2xx\"} 1",
            "callwright_http_seconds_bucket{kind=\"callback\",outcome=\"host\",le=\"5\"} 1",
            "callwright_callbacks_retried_total 1",
            "callwright_callbacks_settled_total 1",
            "callwright_sip_messages_total{direction=\"in\",transport=\"tcp\",kind=\"2xx\"} 1",
            "callwright_sip_stray_total{what=\"ack\"} 1",
            "callwright_rtp_packets_total{fate=\"late\"} 2",
            "callwright_frames_concealed_total 5",
            "callwright_mos_bucket{direction=\"from\",scale=\"narrow\",le=\"4\"} 0",
            "callwright_mos_bucket{direction=\"from\",scale=\"narrow\",le=\"4.2\"} 1",
            "callwright_jitter_seconds_bucket{le=\"0.01\"} 1",
            "callwright_round_trip_seconds_count 1",
            "callwright_calls 3",
            "# HELP callwright_calls Calls that are not over",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\nin\n{text}");
        }
    }
}
