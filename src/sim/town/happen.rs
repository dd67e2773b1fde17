//! What is on its way in the town, and what it does when it arrives.

use std::net::SocketAddr;

use bytes::Bytes;

use super::Town;
use crate::base::RecordingSid;
use crate::call::RequestId;
use crate::call::recogniser::Heard;
use crate::engine::Input;
use crate::media::GroupId;
use crate::sim::loader::Loading;
use crate::sim::sockets::Post;
use crate::sim::transcript::{Scene, reply_text};
use crate::sip::{Answer, Breach, ResolveId};
use crate::wire::http::{Fault, Reply};
use crate::wire::sip::Flow;

/// Something on its way.
#[derive(Debug)]
pub(super) enum Happening {
    MessageToEngine {
        flow: Flow,
        bytes: Bytes,
    },
    MessageToPhone {
        phone: usize,
        flow: Flow,
        bytes: Bytes,
    },
    PacketToEngine {
        from: SocketAddr,
        to: SocketAddr,
        bytes: Vec<u8>,
    },
    PacketToPhone {
        phone: usize,
        to: SocketAddr,
        bytes: Vec<u8>,
    },
    Fetched {
        id: RequestId,
        place: String,
        result: Box<Result<Reply, Fault>>,
    },
    Resolved {
        asker: Option<usize>,
        id: ResolveId,
        answer: Answer,
    },
    ClosedToEngine {
        flow: Flow,
    },
    RefusedToEngine {
        flow: Flow,
    },
    ClosedToPhone {
        phone: usize,
        flow: Flow,
    },
    Mailed {
        id: RequestId,
        result: Result<(), String>,
    },
    Loading(Loading),
    Heard {
        id: RequestId,
        what: Heard,
    },
    Transcribed {
        id: RequestId,
        result: Result<String, String>,
    },
    /// Nothing but that it is to be written down then.
    Told(Scene),
    Filed {
        group: GroupId,
        recording: RecordingSid,
        result: Result<u64, String>,
    },
    /// Something of a stream.
    Post {
        id: RequestId,
        post: Post,
    },
    Say,
}

impl Town {
    pub(super) fn happen(&mut self, happening: Happening) {
        let now = self.now;
        match happening {
            Happening::MessageToEngine { flow, bytes } => self.house.handle(now, Input::Message { flow, bytes }),
            Happening::MessageToPhone { phone, flow, bytes } => {
                if let Some(phone) = self.phones.get_mut(phone) {
                    phone.receive(now, flow, bytes);
                }
            }
            Happening::PacketToEngine { from, to, bytes } => self.house.hear(now, from, to, bytes),
            Happening::PacketToPhone { phone, to, bytes } => {
                if let Some(phone) = self.phones.get_mut(phone) {
                    phone.hear(now, to, &bytes);
                }
            }
            Happening::Fetched { id, place, result } => {
                let (text, good) = match result.as_ref() {
                    Ok(reply) => (reply_text(reply.status, &reply.body), reply.status < 400),
                    Err(fault) => (fault.to_string(), false),
                };
                self.transcript.push(now, Scene::Response { place, text, good });
                self.house.handle(now, Input::Fetched { id, result: *result });
            }
            Happening::Resolved { asker: None, id, answer } => self.house.handle(now, Input::Resolved { id, answer }),
            Happening::Resolved { asker: Some(phone), id, answer } => {
                if let Some(phone) = self.phones.get_mut(phone) {
                    phone.on_resolved(now, id, answer);
                }
            }
            Happening::ClosedToEngine { flow } => self.house.handle(now, Input::FlowClosed { flow }),
            Happening::RefusedToEngine { flow } => {
                let why = Breach::Connection("connection refused".to_owned());
                self.house.handle(now, Input::FlowFailed { flow, why });
            }
            Happening::ClosedToPhone { phone, flow } => {
                if let Some(phone) = self.phones.get_mut(phone) {
                    phone.on_closed(now, flow);
                }
            }
            Happening::Mailed { id, result } => self.house.handle(now, Input::Mailed { id, result }),
            Happening::Loading(loading) => self.loading(loading),
            Happening::Heard { id, what } if self.recogniser.is_awaited(id) => {
                self.house.handle(now, Input::Heard { id, what });
            }
            Happening::Heard { .. } => {}
            Happening::Transcribed { id, result } => self.house.handle(now, Input::Transcribed { id, result }),
            Happening::Told(scene) => self.transcript.push(now, scene),
            Happening::Filed { group, recording, result } => {
                self.house.handle(now, Input::Filed { group, recording, result });
            }
            Happening::Post { id, post } => self.arrived(id, post),
            Happening::Say => {
                self.say_due = None;
                self.say_all();
            }
        }
    }

    /// What the engine does not wait for any more comes all the same, and nobody takes it.
    fn loading(&mut self, loading: Loading) {
        match loading {
            Loading::Piece { id, command } if self.loader.is_awaited(id) => self.house.feed(self.now, command),
            Loading::Over { id, result } if self.loader.is_awaited(id) => {
                self.loader.abandon(id);
                self.house.handle(self.now, Input::Loaded { id, result });
            }
            Loading::Piece { .. } | Loading::Over { .. } => {}
        }
    }
}
