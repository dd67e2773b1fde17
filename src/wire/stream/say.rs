//! Frames from the engine. They are numbered in one row from `start` on; `connected` has no number.

use serde::{Serialize, Serializer};

use super::encode;

/// The numbers of one stream, and its name in every frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Stream {
    sid: String,
    sequence: u64,
}

/// What the frame `start` tells.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// `AC…`.
    pub account: &'a str,
    /// `CA…`.
    pub call: &'a str,
    /// Which tracks are sent.
    pub tracks: &'a [&'a str],
    /// What the document hands over.
    pub parameters: &'a [(String, String)],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Frame<'a, B: Serialize> {
    event: &'a str,
    sequence_number: String,
    stream_sid: &'a str,
    #[serde(flatten)]
    body: B,
}

#[derive(Serialize)]
struct Connected {
    event: &'static str,
    protocol: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Started<'a> {
    start: StartBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StartBody<'a> {
    account_sid: &'a str,
    stream_sid: &'a str,
    call_sid: &'a str,
    tracks: &'a [&'a str],
    media_format: Format,
    #[serde(serialize_with = "in_order")]
    custom_parameters: &'a [(String, String)],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Format {
    encoding: &'static str,
    sample_rate: u32,
    channels: u8,
}

#[derive(Serialize)]
struct Media<'a> {
    media: MediaBody<'a>,
}

#[derive(Serialize)]
struct MediaBody<'a> {
    track: &'a str,
    chunk: String,
    timestamp: String,
    payload: String,
}

#[derive(Serialize)]
struct Dtmf<'a> {
    dtmf: DtmfBody<'a>,
}

#[derive(Serialize)]
struct DtmfBody<'a> {
    track: &'a str,
    digit: char,
}

#[derive(Serialize)]
struct Mark<'a> {
    mark: MarkBody<'a>,
}

#[derive(Serialize)]
struct MarkBody<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Stop<'a> {
    stop: StopBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StopBody<'a> {
    account_sid: &'a str,
    call_sid: &'a str,
}

impl Stream {
    /// The frames of the stream with this name.
    pub fn new(sid: impl Into<String>) -> Self {
        Self { sid: sid.into(), sequence: 0 }
    }

    /// Its name.
    pub fn sid(&self) -> &str {
        &self.sid
    }

    /// The first frame, which says what is spoken here.
    pub fn connected() -> String {
        text(&Connected { event: "connected", protocol: "Call", version: "1.0.0" })
    }

    /// The second: what the stream is.
    pub fn start(&mut self, start: &Start<'_>) -> String {
        let Start { account: account_sid, call: call_sid, tracks, parameters: custom_parameters } = *start;
        let media_format = Format { encoding: "audio/x-mulaw", sample_rate: 8000, channels: 1 };
        let stream_sid = &self.sid.clone();
        let start = StartBody { account_sid, stream_sid, call_sid, tracks, media_format, custom_parameters };
        self.frame("start", Started { start })
    }

    /// 20 ms of a track as µ-law bytes; `chunk` counts from 1 in each track.
    pub fn media(&mut self, track: &str, chunk: u64, millis: u128, bytes: &[u8]) -> String {
        let (chunk, timestamp) = (chunk.to_string(), millis.to_string());
        self.frame("media", Media { media: MediaBody { track, chunk, timestamp, payload: encode(bytes) } })
    }

    /// The far party has pressed a key.
    pub fn dtmf(&mut self, digit: char) -> String {
        self.frame("dtmf", Dtmf { dtmf: DtmfBody { track: "inbound_track", digit } })
    }

    /// What was before this mark has been played or cleared.
    pub fn mark(&mut self, name: &str) -> String {
        self.frame("mark", Mark { mark: MarkBody { name } })
    }

    /// The last frame.
    pub fn stop(&mut self, account_sid: &str, call_sid: &str) -> String {
        self.frame("stop", Stop { stop: StopBody { account_sid, call_sid } })
    }

    fn frame(&mut self, event: &str, body: impl Serialize) -> String {
        self.sequence += 1;
        let sequence_number = self.sequence.to_string();
        text(&Frame { event, sequence_number, stream_sid: &self.sid, body })
    }
}

fn text(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).expect("strings and numbers under string keys are JSON")
}

/// An object in the order of the document.
fn in_order<S: Serializer>(parameters: &&[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(parameters.iter().map(|(name, value)| (name, value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_those_of_the_specification() {
        let parameters = [("z", "1"), ("a", "\"é\"")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut stream = Stream::new("MZ1");
        let start = Start { account: "AC1", call: "CA1", tracks: &["inbound", "outbound"], parameters: &parameters };
        let frames = [
            (Stream::connected(), r#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#),
            (
                stream.start(&start),
                r#"{"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"accountSid":"AC1","streamSid":"MZ1","callSid":"CA1","tracks":["inbound","outbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{"z":"1","a":"\"é\""}}}"#,
            ),
            (
                stream.media("inbound", 1, 20, &[0xff, 0x7f]),
                r#"{"event":"media","sequenceNumber":"2","streamSid":"MZ1","media":{"track":"inbound","chunk":"1","timestamp":"20","payload":"/38="}}"#,
            ),
            (
                stream.dtmf('#'),
                r##"{"event":"dtmf","sequenceNumber":"3","streamSid":"MZ1","dtmf":{"track":"inbound_track","digit":"#"}}"##,
            ),
            (stream.mark("m 1"), r#"{"event":"mark","sequenceNumber":"4","streamSid":"MZ1","mark":{"name":"m 1"}}"#),
            (
                stream.stop("AC1", "CA1"),
                r#"{"event":"stop","sequenceNumber":"5","streamSid":"MZ1","stop":{"accountSid":"AC1","callSid":"CA1"}}"#,
            ),
        ];
        for (frame, expected) in frames {
            assert_eq!(frame, expected);
        }
    }
}
