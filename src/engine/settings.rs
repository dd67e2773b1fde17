//! The engine's part of the configuration: who may call, where numbers lead, limits. `app/config` reads it from TOML;
//! every table refuses unknown keys.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Pii;
use crate::call::ask;
use crate::wire::http;

/// Everything the engine is told before its first input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The account all calls belong to and its token that signs requests (spec §6.11).
    pub account: Account,
    /// Number as dialled → application (spec §9.3); `*` is the catch-all.
    pub numbers: BTreeMap<String, Application>,
    /// SIP domain → application for any user at that host (spec §9.2 step 3).
    pub domains: BTreeMap<String, Application>,
    /// Login → digest user (spec §9.2 step 1).
    pub users: BTreeMap<String, User>,
    /// Name → trunk: peers known by address.
    pub trunks: BTreeMap<String, Trunk>,
    /// Where `<Number>` goes (spec §9.6).
    pub outbound_proxy: Option<OutboundProxy>,
    /// Realm of digest challenges.
    pub realm: String,
    /// Algorithms a user is offered for the digest, the preferred first. MD5 alone unless set: telephones that do not
    /// know SHA-256 often give up at the sight of it instead of choosing the other one.
    pub digest_algorithms: Vec<String>,
    /// What calls may take.
    pub limits: Limits,
    /// How the application is asked.
    pub http: ask::Policy,
    /// Media.
    pub media: Media,
    /// `<Dial answerOnBridge>` where the document does not say (spec §4.1).
    pub answer_on_bridge: bool,
    /// Early media of the only branch is passed to the caller (spec §4.5).
    pub early_media: bool,
    /// Route by the user of the To header instead of the Request-URI (spec §9.2).
    pub use_to: bool,
    /// An INVITE without SDP is answered with an offer in the 200 (spec §2.1).
    pub allow_delayed_offer: bool,
    /// Only the first `<Sip>` of a Dial is dialled (spec §4.3).
    pub strict_single_sip: bool,
    /// 3xx to our INVITE is followed (spec §4.6).
    pub follow_redirects: bool,
    /// SIP status → call status, for instance `480 = "no-answer"` (spec §7.2).
    pub status_map: BTreeMap<String, String>,
    /// Seconds without RTP that end a call (spec §4.8); 0 never does.
    pub rtp_timeout: u64,
    /// The final response where media resources are missing before answer (spec §2.1 step 8).
    pub media_failure_code: u16,
}

/// The account.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// `AC` and 32 hex digits.
    pub sid: String,
    /// The AuthToken that keys signatures. Never logged.
    pub auth_token: String,
}

/// Where a number leads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Application {
    /// The document.
    pub voice_url: String,
    /// How it is asked.
    pub voice_method: http::Method,
    /// Asked once when a document request of the call fails (spec §6.6).
    pub voice_fallback_url: Option<String>,
    /// How that is asked.
    pub voice_fallback_method: http::Method,
    /// The caller's display name is sent as CallerName (spec §6.2).
    pub voice_caller_id_lookup: bool,
    /// Told at ringing, in-progress and the end (spec §6.8).
    pub status_callback: Option<String>,
    /// How it is told.
    pub status_callback_method: http::Method,
    /// Narrows the events: `ringing`, `in-progress`, `completed`.
    pub status_callback_event: Option<Vec<String>>,
}

/// A digest user.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// The secret. Never logged.
    pub password: String,
    /// Runs on the user's own calls instead of the number's application (spec §9.2 step 1a).
    pub application: Option<Application>,
}

/// A peer known by its addresses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trunk {
    /// Source addresses, single or as `10.0.0.0/8`.
    pub sources: Vec<String>,
}

/// Where calls to numbers go.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutboundProxy {
    /// `host[:port][;transport=tcp]`, with or without `sip:`.
    pub uri: String,
    /// Digest towards it.
    pub username: Option<String>,
    /// Its secret. Never logged.
    pub password: Option<String>,
}

/// What calls may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Calls at once, children included; the next gets 503 with Retry-After.
    pub calls: usize,
    /// INVITEs per second from one source that is not trusted, averaged over two seconds; more are dropped for
    /// `flood_rest` seconds (A13).
    pub invites_per_second: u32,
    /// See `invites_per_second`.
    pub flood_rest: u64,
    /// Seconds that any call may last (spec §2.3).
    pub call_duration: u64,
    /// Document replacements in one call (spec §1.5).
    pub documents: u32,
    /// Document replacements without a media or timer verb between them (spec §1.5).
    pub documents_at_once: u32,
    /// Branches of one Dial (spec §4.3).
    pub branches: usize,
    /// Nouns of one Dial (spec §1.3).
    pub nouns: usize,
    /// Callbacks waiting for delivery, all calls together (H14).
    pub letters: usize,
    /// Hours after which an undelivered callback is given up.
    pub letter_hours: u64,
}

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
    /// Names of codecs in order of preference: PCMU, PCMA, G722, opus.
    pub codecs: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            account: Account::default(),
            numbers: BTreeMap::new(),
            domains: BTreeMap::new(),
            users: BTreeMap::new(),
            trunks: BTreeMap::new(),
            outbound_proxy: None,
            realm: "callwright".into(),
            digest_algorithms: vec!["MD5".into()],
            limits: Limits::default(),
            http: ask::Policy::default(),
            media: Media::default(),
            answer_on_bridge: false,
            early_media: true,
            use_to: true,
            allow_delayed_offer: true,
            strict_single_sip: false,
            follow_redirects: false,
            status_map: BTreeMap::new(),
            rtp_timeout: 300,
            media_failure_code: 503,
        }
    }
}

impl Default for Account {
    fn default() -> Self {
        Self { sid: format!("AC{:032x}", 0), auth_token: String::new() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 10_000,
            invites_per_second: 1_000,
            flood_rest: 300,
            call_duration: 14_400,
            documents: 10_000,
            documents_at_once: 200,
            branches: 32,
            nouns: 10,
            letters: 100_000,
            letter_hours: 24,
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            addresses: vec![IpAddr::from([127, 0, 0, 1])],
            public_address: None,
            port_min: 10_000,
            port_max: 32_766,
            port_rest: 30,
            codecs: ["PCMU", "PCMA", "G722", "opus"].map(String::from).to_vec(),
        }
    }
}

// What is printed may be logged, so secrets print as `Pii`.

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("sid", &self.sid).field("auth_token", &Pii(&self.auth_token)).finish()
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let password = Pii(&self.password);
        f.debug_struct("User").field("password", &password).field("application", &self.application).finish()
    }
}

impl fmt::Debug for OutboundProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (username, password) = (self.username.as_ref().map(Pii), self.password.as_ref().map(Pii));
        f.debug_struct("OutboundProxy")
            .field("uri", &self.uri)
            .field("username", &username)
            .field("password", &password)
            .finish()
    }
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {text}")]
pub struct SettingsFault {
    /// Its dotted name.
    pub setting: String,
    /// What is wrong with it and what to write instead.
    pub text: String,
}

/// A span of whole seconds from a setting.
pub(super) const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_printed() {
        let account = Account { auth_token: "t0ken".into(), ..Account::default() };
        let user = User { password: "s3cret".into(), application: None };
        let proxy = OutboundProxy { password: Some("s3cret".into()), ..OutboundProxy::default() };
        let users = BTreeMap::from([("kate".to_owned(), user)]);
        let settings = Settings { account, users, outbound_proxy: Some(proxy), ..Settings::default() };
        let text = format!("{settings:?}");
        assert!(text.contains("kate") && !text.contains("t0ken") && !text.contains("s3cret"), "{text}");
    }
}
