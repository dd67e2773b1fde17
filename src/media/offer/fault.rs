//! Why an offer or an answer cannot be used. Always the peer's side, always 488 for an offer (RFC 3261 §21.4.26): the
//! session stays as it was, and the message says what and where.

use super::peer::bounded;
use crate::wire::sdp::{Malformed, Stream, Unfit};

/// Why an offer or an answer cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfferFault {
    /// It is no session description.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// There is no audio stream that is switched on.
    #[error("no m=audio line has a port: offer one audio stream")]
    NoAudio,
    /// Audio comes by a transport that is not spoken, or not with this peer.
    #[error(
        "m=audio is {0}, which is not spoken with this peer: offer RTP/AVP, or allow SRTP by `srtp` of its trunk or user or of [media]"
    )]
    Profile(String),
    /// Plain RTP is not enough: encryption is required, or stands since before (M10).
    #[error("m=audio is plain RTP where encryption is required or stands agreed: offer RTP/SAVP with a=crypto")]
    Unencrypted,
    /// No `a=crypto` line can be used.
    #[error("m=audio has no usable key: {0}")]
    NoFittingKey(Unfit),
    /// There is no `a=crypto` line in an encrypted stream, or an answer has several.
    #[error("m=audio is encrypted and has {0} a=crypto lines: write one in an answer, at least one in an offer")]
    Keys(usize),
    /// An answer takes a line that was not offered, or gives our own key back.
    #[error("the answer's a=crypto has a tag and suite that were not offered, or our own key")]
    OtherKey,
    /// Keys are given for plain RTP. Answering would be a silent downgrade (M10).
    #[error(
        "m=audio has a=crypto under a plain RTP profile, which promises nothing: offer RTP/SAVP, or RTP/AVP without keys, or set `srtp` to \"offered\""
    )]
    Crypto,
    /// Neither the stream nor the session says where.
    #[error("m=audio has no c= line, and the session has none either")]
    NoAddress,
    /// The address is a host name, which is not resolved here. The text does not quote it: it may be logged.
    #[error("c= of m=audio is not an IP address: host names in SDP are not looked up")]
    HostName,
    /// The address is one that no single peer can have.
    #[error("c= of m=audio is a multicast or broadcast address")]
    NotUnicast,
    /// IPv6 was said where we have IPv4, or the reverse.
    #[error("c= of m=audio is of the other IP version than our address {0}")]
    Family(std::net::IpAddr),
    /// No codec is known to both.
    #[error("m=audio has no codec in common with {ours}: its formats are {theirs}")]
    NoCommonCodec {
        /// What we could have used.
        ours: String,
        /// What was there.
        theirs: String,
    },
    /// The answer switches the first audio stream off.
    #[error("the answer refuses the audio stream: its m=audio has port 0")]
    Refused,
    /// The answer has fewer streams than the offer (RFC 3264 §6).
    #[error("the answer has {answered} m= lines, the offer had {offered}")]
    Streams {
        /// What we offered.
        offered: usize,
        /// What came back.
        answered: usize,
    },
    /// An answer came though nothing was offered.
    #[error("an SDP answer came though no offer is open")]
    NoOffer,
}

impl OfferFault {
    /// The fault of a stream's transport.
    pub(super) fn profile(stream: &Stream) -> Self {
        Self::Profile(bounded(&stream.profile))
    }
}
