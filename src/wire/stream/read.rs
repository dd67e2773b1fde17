//! Frames to the engine. What is none is named, so that it can be counted; unknown members are passed over.

use serde::Deserialize;

use super::decode;

/// What a server asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Play these µ-law bytes behind what was sent before.
    Media(Vec<u8>),
    /// Tell when all before has been played.
    Mark(String),
    /// Throw away what is not played yet.
    Clear,
}

/// Why a frame means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not a JSON object with an `event`.
    #[error("no JSON object with an event")]
    Syntax,
    /// An event that servers do not send.
    #[error("no such event")]
    Event,
    /// The frame is of another stream.
    #[error("of another stream")]
    Stranger,
    /// A member that the event needs is missing or of the wrong kind.
    #[error("a member is missing")]
    Member,
    /// A payload that is not base64.
    #[error("the payload is not base64")]
    Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    event: String,
    stream_sid: Option<String>,
    media: Option<Media>,
    mark: Option<Mark>,
}

#[derive(Deserialize)]
struct Media {
    payload: String,
}

#[derive(Deserialize)]
struct Mark {
    name: String,
}

impl Asked {
    /// Reads a frame of the stream `sid`; one that names no stream is taken for it.
    pub fn read(text: &str, sid: &str) -> Result<Self, Unreadable> {
        let frame: Frame = serde_json::from_str(text).map_err(|_| Unreadable::Syntax)?;
        if frame.stream_sid.is_some_and(|named| named != sid) {
            return Err(Unreadable::Stranger);
        }
        match frame.event.as_str() {
            "media" => {
                let media = frame.media.ok_or(Unreadable::Member)?;
                decode(&media.payload).map(Self::Media).ok_or(Unreadable::Payload)
            }
            "mark" => Ok(Self::Mark(frame.mark.ok_or(Unreadable::Member)?.name)),
            "clear" => Ok(Self::Clear),
            _ => Err(Unreadable::Event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h15_frames_are_read_and_garbage_is_named() {
        use Unreadable as U;
        for (text, expected) in [
            (r#"{"event":"media","streamSid":"MZ1","media":{"payload":"/38="}}"#, Ok(Asked::Media(vec![0xff, 0x7f]))),
            (r#"{"event":"media","media":{"payload":"","track":"outbound","chunk":1}}"#, Ok(Asked::Media(vec![]))),
            (r#"{"event":"mark","streamSid":"MZ1","mark":{"name":"m"}}"#, Ok(Asked::Mark("m".into()))),
            (r#"{"streamSid":"MZ1","event":"clear"}"#, Ok(Asked::Clear)),
            (r#"{"event":"clear","streamSid":"MZ2"}"#, Err(U::Stranger)),
            (r#"{"event":"media","streamSid":"MZ1","media":{"payload":"?"}}"#, Err(U::Payload)),
            (r#"{"event":"media","streamSid":"MZ1"}"#, Err(U::Member)),
            (r#"{"event":"mark","mark":{}}"#, Err(U::Syntax)),
            (r#"{"event":"mark","mark":{"name":7}}"#, Err(U::Syntax)),
            (r#"{"event":"start"}"#, Err(U::Event)),
            (r#"{"event":7}"#, Err(U::Syntax)),
            ("[]", Err(U::Syntax)),
            ("", Err(U::Syntax)),
            ("hello", Err(U::Syntax)),
            ("{\"event\":\"clear\"", Err(U::Syntax)),
        ] {
            assert_eq!(Asked::read(text, "MZ1"), expected, "{text}");
        }
    }
}
