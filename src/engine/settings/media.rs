//! `[media]`: addresses, ports and codecs.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::call::rules::OnDeadAir;
use crate::media::offer::Security;

/// Media.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Media {
    /// The addresses RTP is bound to: at most one of each family.
    pub addresses: Vec<IpAddr>,
    /// What SDP says instead, behind a 1:1 NAT.
    pub public_address: Option<IpAddr>,
    /// First port of the pool.
    pub port_min: u16,
    /// Last port of the pool.
    pub port_max: u16,
    /// Seconds that the port of a call must have been quiet before another call gets it (threats-and-faults M20). Every
    /// new call takes two ports for its length and this rest: it bounds how many calls a second a pool can carry.
    pub port_rest: u64,
    /// Whether sound is encrypted (SRTP, keys in SDP), where neither trunk nor user says: `never`, `accepted`
    /// (answered in kind, not asked for), `offered` (asked for, and plain RTP when that is refused),
    /// `required`. Calls to `sips:` require it in any case.
    pub srtp: Security,
    /// Seconds without a packet of one side, while that is neither on hold nor sends nothing on purpose, that are noted as
    /// dead air, with the side and what it looks like (threats-and-faults M14); 0 never are.
    pub dead_air: u64,
    /// Whether dead air is noted alone, `tell`, or ends the call as well, `end`: never where RTCP goes on to come.
    pub on_dead_air: OnDeadAir,
    /// Names of codecs in order of preference: PCMU, PCMA, G722, opus, L16/8000, L16/16000.
    pub codecs: Vec<String>,
    /// Bits in a second of the Opus that is sent where its other side is another codec, or a prompt: 8000 to 128000.
    /// What only passes keeps its own.
    pub opus_bitrate: u32,
}

impl Default for Media {
    fn default() -> Self {
        Self {
            addresses: vec![IpAddr::from([127, 0, 0, 1])],
            public_address: None,
            port_min: 10_000,
            port_max: 32_766,
            port_rest: 30,
            srtp: Security::Accepted,
            dead_air: 3,
            on_dead_air: OnDeadAir::Tell,
            codecs: ["PCMU", "PCMA", "G722", "opus"].map(String::from).to_vec(),
            opus_bitrate: 32_000,
        }
    }
}
