//! What the rules of calls depend on: the engine's settings as this floor sees them.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, Pii};
use crate::call::compat::{CallSidForm, Compat};
use crate::call::trunk::Trunk;
use crate::call::{ask, mail, transfer};
use crate::media::offer::{Codec, Dtmf, Security};
use crate::wire::http::Signer;
use crate::wire::sip::Uri;

/// Everything a family needs to know about how this engine is set up; made once from the settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rules {
    /// `AC…`.
    pub account: String,
    /// `ID…`, this engine.
    pub instance: String,
    /// Signs requests.
    pub signer: Signer,
    /// How documents are asked.
    pub http: ask::Policy,
    /// Trunks that can be called, by name.
    pub trunks: BTreeMap<String, Trunk>,
    /// The one that `<Number>` goes to now.
    pub outbound: Option<String>,
    /// Domains of ours: calls to them loop through our own routing (spec §5.1).
    pub domains: Vec<String>,
    /// The address that reaches ourselves over UDP.
    pub own_address: Option<SocketAddr>,
    /// Default of `answerOnBridge`.
    pub answer_on_bridge: bool,
    /// Early media is passed on.
    pub early_media: bool,
    /// Only the first `Sip` of a Dial counts.
    pub strict_single_sip: bool,
    /// A hosted number is called here.
    pub hairpin_local_numbers: bool,
    /// Documents may assert an identity.
    pub asserted_identity: bool,
    /// Transfers by REFER.
    pub transfer: transfer::Rules,
    /// 3xx is followed.
    pub follow_redirects: bool,
    /// An INVITE without SDP is welcome.
    pub allow_delayed_offer: bool,
    /// SIP status → call status.
    pub status_map: BTreeMap<String, String>,
    /// The refusal when media resources are missing.
    pub media_failure_code: u16,
    /// Silence that ends a call; zero never does.
    pub rtp_timeout: Duration,
    /// Silence of one side that is told as dead air; zero never is.
    pub dead_air: Duration,
    /// What is done about dead air.
    pub on_dead_air: OnDeadAir,
    /// The longest any call may last.
    pub call_duration: Duration,
    /// Document replacements in a call.
    pub documents: u32,
    /// Document replacements without a media or timer verb between.
    pub documents_at_once: u32,
    /// Branches of a Dial.
    pub branches: usize,
    /// Nouns of a Dial.
    pub nouns: usize,
    /// Wrong PINs that end a call.
    pub pin_failures: u32,
    /// Codecs in order of preference.
    pub codecs: Vec<Codec>,
    /// Those of trunks that have codecs of their own, by name.
    pub trunk_codecs: BTreeMap<String, Vec<Codec>>,
    /// Whether sound is encrypted where nobody says otherwise.
    pub security: Security,
    /// Organisation → login → whether the sound of calls to that user is encrypted.
    pub user_security: BTreeMap<String, BTreeMap<String, Security>>,
    /// Organisation → login → how that user gets keys.
    pub user_dtmf: BTreeMap<String, BTreeMap<String, Dtmf>>,
    /// How telephones that sleep are woken.
    pub push: Push,
    /// What SDP says instead of the bound address.
    pub public_media: Option<IpAddr>,
    /// Behaviours that can be chosen.
    pub compat: Compat,
    /// Where applications reach the REST API, without a slash at the end.
    pub api_url: String,
    /// Streams of one call at a time.
    pub streams: usize,
    /// Whether mails can be sent.
    pub mail: mail::Rules,
    /// Whether speech can become text.
    pub recognises: bool,
    /// Host and port of our Contact and From where no domain is known.
    pub host: String,
}

/// What is done about dead air (threats-and-faults M14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnDeadAir {
    /// It is noted.
    #[default]
    Tell,
    /// It is noted and ends the call, unless RTCP shows that the peer is there.
    End,
}

/// How telephones that sleep are woken (spec §5.5).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Push {
    /// How long a call waits for the REGISTER.
    pub wait: Duration,
    /// Organisation → login → whom to ask.
    pub users: BTreeMap<String, BTreeMap<String, Wake>>,
}

/// Whom to ask to wake one telephone.
#[derive(Clone, Serialize, Deserialize)]
pub struct Wake {
    /// The push server.
    pub url: String,
    /// By what it knows the telephone.
    pub identity: String,
}

impl fmt::Debug for Wake {
    /// Without the device and the key that its URL may have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wake({}, {})", Pii(&self.identity), Pii(&self.url))
    }
}

impl Rules {
    /// The name of a call outside this engine (spec §8.2).
    pub fn call_sid(&self, sid: CallSid) -> String {
        match self.compat.call_sid() {
            CallSidForm::Plain => sid.to_string(),
            CallSidForm::Compound => format!("{}-{sid}", self.instance),
        }
    }

    /// The trunk of this name, where it can be called.
    pub fn trunk(&self, name: Option<&str>) -> Option<&Trunk> {
        self.trunks.get(name?)
    }

    /// The codecs of a trunk's own; none where it has those of everybody.
    pub fn own_codecs_of(&self, trunk: Option<&str>) -> &[Codec] {
        trunk.and_then(|name| self.trunk_codecs.get(name)).map_or(&[], Vec::as_slice)
    }

    /// The codecs of calls from and to a trunk, or with anybody else.
    pub fn codecs_of(&self, trunk: Option<&str>) -> &[Codec] {
        match self.own_codecs_of(trunk) {
            [] => &self.codecs,
            own => own,
        }
    }

    /// The trunk at this host: what a `Sip` leads to when it leads there.
    pub fn trunk_at(&self, uri: &Uri) -> Option<&Trunk> {
        let is_there = |trunk: &&Trunk| {
            trunk.uri.host().eq_ignore_ascii_case(uri.host())
                && trunk.uri.port().is_none_or(|port| uri.port() == Some(port))
        };
        self.trunks.values().find(is_there)
    }

    /// Whether a call there comes in again here (spec §5.1): by a domain of ours, or by our own host and port.
    pub fn is_home(&self, uri: &Uri) -> bool {
        let is_host = |own: &str| own.trim_matches(['[', ']']).eq_ignore_ascii_case(uri.host());
        let is_port = self.own_address.is_some_and(|own| uri.port() == Some(own.port()));
        self.domains.iter().any(|own| is_host(own)) || is_port && is_host(&self.host)
    }
}
