//! Carrying out what the engine wants: bytes to sockets, exchanges to the HTTP client, letters to disk, commands to
//! media threads, notes to the log.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics::counter;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::base::CallSid;
use crate::call::{RequestId, recording};
use crate::edge::admin::Desk;
use crate::edge::hooks::Hooks;
use crate::edge::mail::Mailer;
use crate::edge::recogniser::Recognition;
use crate::edge::recordings::Recordings;
use crate::edge::resolve::Names;
use crate::edge::rtp::Threads;
use crate::edge::sip_stream::{News, Streams};
use crate::edge::sip_tls::Reload;
use crate::edge::sip_udp::Sockets;
use crate::edge::sounds::{Sounds, Wanted};
use crate::edge::store::{Change, Store};
use crate::edge::stream;
use crate::engine::{Cdr, Input, Level, Note, Output};
use crate::media::Stats;
use crate::sip::{Question, ResolveId};
use crate::wire::http::Exchange;
use crate::wire::sip::{Flow, Transport};

use super::Arrival;

/// Everything that reaches the world.
pub(super) struct Hands {
    pub(super) udp: Sockets,
    pub(super) streams: Streams,
    pub(super) reload: Reload,
    pub(super) hooks: Hooks,
    pub(super) mailer: Mailer,
    // Before the threads that they feed, so that they end before.
    pub(super) sounds: Sounds,
    pub(super) media: Threads,
    pub(super) sockets: stream::Streams,
    pub(super) recordings: Recordings,
    pub(super) recognition: Recognition,
    pub(super) store: Store,
    pub(super) names: Names,
    pub(super) exchanges: HashMap<RequestId, AbortHandle>,
    pub(super) arrivals: mpsc::Sender<Arrival>,
    pub(super) desk: Arc<Desk>,
    pub(super) admin: Option<SocketAddr>,
    pub(super) api: Option<SocketAddr>,
}

impl Hands {
    /// Carries out the outputs of one turn: first the outbox, in one transaction, then the rest in order. What can be
    /// said at once to the engine is added to `pending`.
    pub(super) fn carry(&mut self, outputs: &mut Vec<Output>, pending: &mut Vec<Input>) {
        let mut changes = Vec::new();
        outputs.retain_mut(|output| match output {
            Output::Keep(letter) => {
                changes.push(Change::Keep(letter.clone()));
                false
            }
            Output::Forget { event } => {
                changes.push(Change::Forget(*event));
                false
            }
            Output::Bindings(change) => {
                changes.push(Change::Binding(change.clone()));
                false
            }
            Output::Recording(entry) => {
                changes.push(Change::Recording(entry.clone()));
                // Its file may have to go.
                true
            }
            _ => true,
        });
        self.keep(&changes);
        for output in outputs.drain(..) {
            match output {
                Output::Send { flow, bytes } => pending.extend(self.send(flow, bytes)),
                Output::Mail { id, mail } => {
                    let unsent = self.mailer.send(id, mail).err();
                    pending.extend(unsent.map(|why| Input::Mailed { id, result: Err(why) }));
                }
                other => self.carry_out(other),
            }
        }
    }

    /// The answer to an exchange has arrived.
    pub(super) fn settled(&mut self, id: RequestId) {
        self.exchanges.remove(&id);
    }

    /// Calls go on when the disk fails: the callbacks leave all the same, only their safety is gone, and `/ready` says
    /// so until a write succeeds.
    fn keep(&mut self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        let result = self.store.apply(changes);
        self.desk.set_outbox_failing(result.is_err());
        if let Err(error) = result {
            counter!("callwright_outbox_errors_total").increment(1);
            tracing::error!(%error, "the outbox cannot be written: callbacks would not survive a crash now");
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Resolve { id, question } => self.resolve(id, question),
            Output::Fetch { id, exchange, .. } => self.fetch(id, exchange),
            Output::Abandon { id } => self.abandon(id),
            Output::Media(command) => self.media.send(command),
            Output::Note(note) => write_note(&note),
            Output::Cdr(cdr) => write_cdr(&cdr),
            Output::Line { call, stats } => write_line(call, &stats),
            Output::Load { id, group, clip, rate, source, .. } => {
                self.sounds.load(Wanted { id, group, clip, rate, source });
            }
            Output::Recording(entry) => self.recording(&entry),
            Output::Stream { id, request } => self.sockets.carry_out(id, request),
            Output::Recognise { id, wish, fork, .. } => self.recognition.listen(id, fork, wish),
            Output::Conclude { id } => self.recognition.conclude(id),
            Output::Transcribe { id, recording, .. } => self.recognition.transcribe(id, recording),
            Output::Mail { .. } => {}
            Output::Send { .. } | Output::Keep(_) | Output::Forget { .. } | Output::Bindings(_) => {}
            // Counted already.
            Output::Trunk(_) | Output::Stray(_) => {}
        }
    }

    /// What the sending brought down: flows whose connection is gone.
    fn send(&mut self, flow: Flow, bytes: bytes::Bytes) -> Vec<Input> {
        if flow.transport != Transport::Udp {
            return self.streams.send(flow, bytes).into_iter().map(input).collect();
        }
        if let Err(error) = self.udp.send(&flow, &bytes) {
            counter!("callwright_sip_send_errors_total").increment(1);
            tracing::debug!(%error, "a SIP datagram was not sent");
        }
        Vec::new()
    }

    #[expect(clippy::disallowed_methods, reason = "a question is a task, ended by the limits of the resolver")]
    fn resolve(&self, id: ResolveId, question: Question) {
        let (names, arrivals) = (self.names.clone(), self.arrivals.clone());
        tokio::spawn(async move {
            let answer = names.ask(&question).await;
            // The loop is gone when this fails, and nobody waits for the answer.
            let _ = arrivals.send(Arrival::Input(Input::Resolved { id, answer })).await;
        });
    }

    #[expect(clippy::disallowed_methods, reason = "an exchange is a task, ended by its limits or by `abandon`")]
    fn fetch(&mut self, id: RequestId, exchange: Exchange) {
        let (hooks, arrivals) = (self.hooks.clone(), self.arrivals.clone());
        let task = tokio::spawn(async move {
            let result = hooks.fetch(exchange).await;
            // The loop is gone when this fails, and nobody waits for the answer.
            let _ = arrivals.send(Arrival::Input(Input::Fetched { id, result })).await;
        });
        self.exchanges.insert(id, task.abort_handle());
    }

    /// An exchange, a sound, or speech.
    fn abandon(&mut self, id: RequestId) {
        match self.exchanges.remove(&id) {
            Some(task) => task.abort(),
            None => {
                self.sounds.abandon(id);
                self.recognition.abandon(id);
            }
        }
    }

    /// A recording that is none after all leaves no file.
    fn recording(&self, entry: &recording::Entry) {
        if entry.status == recording::Status::Absent {
            self.recordings.pen().remove(entry.sid);
        }
    }
}

/// What a connection reports, in the engine's words.
pub(super) fn input(news: News) -> Input {
    match news {
        News::Message(flow, bytes) => Input::Message { flow, bytes },
        News::Closed(flow) => Input::FlowClosed { flow },
        News::Failed(flow, why) => Input::FlowFailed { flow, why },
    }
}

fn write_note(note: &Note) {
    let call = note.call.map(tracing::field::display);
    let (name, code, text) = (note.name.as_str(), note.code, note.text.as_str());
    match note.level {
        Level::Info => tracing::info!(call, note = name, code, "{text}"),
        Level::Warning => tracing::warn!(call, note = name, code, "{text}"),
        Level::Error => tracing::error!(call, note = name, code, "{text}"),
    }
}

/// The numbers of caller and called stay out of the log.
fn write_cdr(cdr: &Cdr) {
    let parent = cdr.parent.map(tracing::field::display);
    let seconds = cdr.answered.map_or(0.0, |answered| cdr.end.since(answered).as_secs_f64());
    tracing::info!(
        call = %cdr.call,
        parent,
        direction = cdr.direction,
        status = cdr.status,
        sip_status = cdr.sip_status,
        cause = cdr.cause,
        seconds,
        "call over"
    );
}

/// How the sound of a call was; nothing of a line that nothing passed through.
fn write_line(call: CallSid, stats: &Stats) {
    if stats.received + stats.sent == 0 {
        return;
    }
    let ms = |span: Duration| span.as_secs_f64() * 1000.0;
    tracing::info!(
        %call,
        received = stats.received,
        sent = stats.sent,
        lost = stats.lost,
        late = stats.late,
        concealed = stats.concealed,
        jitter_ms = ms(stats.jitter),
        round_trip_ms = stats.round_trip.map(ms),
        mos_from_peer = stats.from_peer.map(|score| score.mos.value()),
        mos_to_peer = stats.to_peer.map(|score| score.mos.value()),
        "sound over"
    );
}
