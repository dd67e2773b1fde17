//! The engine's part of the configuration: who may call, where numbers lead, limits. `app/config` reads it from TOML;
//! every table refuses unknown keys. One table a file; here: what holds them all.

mod account;
mod api;
mod application;
mod guard;
mod limits;
mod mail;
mod media;
mod organization;
mod outbound;
mod recogniser;
mod registrar;
mod session;
mod stir;
mod streams;
mod transfer;
mod trunk;
mod user;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::ask;
use crate::call::compat::{Compat, PostQuery};
use crate::sip::Reliability;

pub use self::account::Account;
pub use self::api::Api;
pub use self::application::Application;
pub use self::guard::Guard;
pub use self::limits::Limits;
pub use self::mail::{Mail, MailTls};
pub use self::media::Media;
pub use self::organization::{DEFAULT, Directory, Organization};
pub use self::outbound::Outbound;
pub use self::recogniser::{Kind as RecogniserKind, Recogniser};
pub use self::registrar::Registrar;
pub use self::session::SessionTimer;
pub use self::stir::Stir;
pub use self::streams::Streams;
pub use self::transfer::{Bye, Transfer};
pub use self::trunk::Trunk;
pub use self::user::User;

/// Everything the engine is told before its first input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The account all calls belong to and its token that signs requests (spec §6.11).
    pub account: Account,
    /// Where applications get recordings.
    pub api: Api,
    /// Name → application that numbers may refer to, as `refer_application` does.
    pub applications: BTreeMap<String, Application>,
    /// Number as dialled → application (spec §9.3); `*` is the catch-all.
    pub numbers: BTreeMap<String, Application>,
    /// Regular expression → application of the numbers that it finds: searched, the longest first, after `numbers` and
    /// before `*` (spec §9.3). A `*` or `+` that has nothing to repeat is meant literally, as in star codes.
    pub patterns: BTreeMap<String, Application>,
    /// Country code of numbers written without one, for `numbers` and what `[guard]` allows (spec §9.3).
    pub default_country: String,
    /// SIP domain → application for any user at that host (spec §9.2 step 3).
    pub domains: BTreeMap<String, Application>,
    /// Login → digest user (spec §9.2 step 1).
    pub users: BTreeMap<String, User>,
    /// Hosts of the default organisation; none means every host that no other organisation has (spec §9.1), and in a
    /// transfer or a redirection those that whoever asks calls us by.
    pub own_domains: Vec<String>,
    /// Name → organisation with domains, numbers and users of its own (spec §9.1).
    pub organizations: BTreeMap<String, Organization>,
    /// Name → trunk: carriers and exchanges.
    pub trunks: BTreeMap<String, Trunk>,
    /// Where `<Number>` goes (spec §9.6).
    pub outbound: Outbound,
    /// How telephones of users register.
    pub registrar: Registrar,
    /// Realm of digest challenges.
    pub realm: String,
    /// Algorithms a user is offered for the digest, the preferred first. MD5 alone unless set: telephones that do not
    /// know SHA-256 often give up at the sight of it instead of choosing the other one.
    pub digest_algorithms: Vec<String>,
    /// Signed numbers of callers.
    pub stir: Stir,
    /// What calls may take.
    pub limits: Limits,
    /// Transfers by REFER and Replaces (spec §10).
    pub transfer: Transfer,
    /// Who is kept out, and what users may cost.
    pub guard: Guard,
    /// Beginning of a number with country code → price of a minute, for `guard.daily_spend` (A11).
    pub rates: BTreeMap<String, f64>,
    /// How the application is asked.
    pub http: ask::Policy,
    /// Media.
    pub media: Media,
    /// Who sends mails.
    pub mail: Mail,
    /// Who turns speech into text.
    pub recogniser: Recogniser,
    /// Streams of sound to programs elsewhere.
    pub streams: Streams,
    /// Behaviours of other systems instead of those of the specification.
    pub compat: Compat,
    /// How calls are kept alive (RFC 4028).
    pub session_timer: SessionTimer,
    /// Whether provisional responses are made reliable (RFC 3262): `off`, `supported`, `required`.
    pub reliable_provisional: Reliability,
    /// `<Dial answerOnBridge>` where the document does not say (spec §4.1).
    pub answer_on_bridge: bool,
    /// Early media of the only branch is passed to the caller (spec §4.5).
    pub early_media: bool,
    /// Route by the user of the To header instead of the Request-URI (spec §9.2).
    pub use_to: bool,
    /// An INVITE without SDP is answered with an offer in the 200 (spec §2.1); not in the legacy profile unless set.
    pub allow_delayed_offer: Option<bool>,
    /// Only the first `<Sip>` of a Dial is dialled (spec §4.3).
    pub strict_single_sip: bool,
    /// A `<Number>` that is hosted here is called here instead of through the trunk (spec §5.4).
    pub hairpin_local_numbers: bool,
    /// A document may put P-Asserted-Identity on the calls it makes;
    /// otherwise it goes out with `X-` before it (spec §5.2).
    pub asserted_identity: bool,
    /// 3xx to our INVITE is followed (spec §4.6).
    pub follow_redirects: bool,
    /// SIP status → call status, for instance `480 = "no-answer"` (spec §7.2).
    pub status_map: BTreeMap<String, String>,
    /// Seconds without RTP that end a call (spec §4.8); 0 never does.
    pub rtp_timeout: u64,
    /// The final response where media resources are missing before answer (spec
    /// §2.1 step 8): 503, and 569 in the legacy profile.
    pub media_failure_code: Option<u16>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            account: Account::default(),
            api: Api::default(),
            applications: BTreeMap::new(),
            numbers: BTreeMap::new(),
            patterns: BTreeMap::new(),
            default_country: "1".into(),
            domains: BTreeMap::new(),
            users: BTreeMap::new(),
            own_domains: Vec::new(),
            organizations: BTreeMap::new(),
            trunks: BTreeMap::new(),
            outbound: Outbound::default(),
            registrar: Registrar::default(),
            realm: "callwright".into(),
            digest_algorithms: vec!["MD5".into()],
            stir: Stir::default(),
            limits: Limits::default(),
            transfer: Transfer::default(),
            guard: Guard::default(),
            rates: BTreeMap::new(),
            http: ask::Policy::default(),
            media: Media::default(),
            mail: Mail::default(),
            recogniser: Recogniser::default(),
            streams: Streams::default(),
            compat: Compat::default(),
            session_timer: SessionTimer::default(),
            reliable_provisional: Reliability::default(),
            answer_on_bridge: false,
            early_media: true,
            use_to: true,
            allow_delayed_offer: None,
            strict_single_sip: false,
            hairpin_local_numbers: false,
            asserted_identity: false,
            follow_redirects: false,
            status_map: BTreeMap::new(),
            rtp_timeout: 300,
            media_failure_code: None,
        }
    }
}

impl Settings {
    /// What trunks know us by, where that is not what everybody does.
    pub fn public_addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.trunks.values().filter_map(|trunk| trunk.public_address)
    }

    /// Whether numbers that are not ours can be called at all.
    pub fn has_outbound(&self) -> bool {
        self.outbound.trunk.is_some()
    }

    /// Whether an INVITE may come without SDP.
    pub fn allow_delayed_offer(&self) -> bool {
        self.compat.choose(self.allow_delayed_offer, true, false)
    }

    /// Whether whoever asks for a transfer is told how it goes (spec §10.1).
    pub fn tells_of_transfers(&self) -> bool {
        self.compat.choose(self.transfer.notify, true, false)
    }

    /// What a caller is told where media resources are missing.
    pub fn media_failure_code(&self) -> u16 {
        self.compat.choose(self.media_failure_code, 503, 569)
    }

    /// The status that challenges a REGISTER (spec §9.4).
    pub fn register_challenge(&self) -> u16 {
        self.compat.choose(self.registrar.challenge_status, 401, 407)
    }

    /// How applications are asked.
    pub(super) fn asking(&self) -> ask::Policy {
        let post_query = self.compat.choose(self.http.post_query, PostQuery::Keep, PostQuery::Body);
        ask::Policy { post_query: Some(post_query), ..self.http.clone() }
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
        let user = User { password: "s3cret".into(), ..User::default() };
        let trunk = Trunk { password: Some("s3cret".into()), ..Trunk::default() };
        let trunks = BTreeMap::from([("carrier".to_owned(), trunk)]);
        let users = BTreeMap::from([("kate".to_owned(), user)]);
        let mail = Mail { password: "s3cret".into(), ..Mail::default() };
        let settings = Settings { account, users, trunks, mail, ..Settings::default() };
        let text = format!("{settings:?}");
        assert!(text.contains("kate") && !text.contains("t0ken") && !text.contains("s3cret"), "{text}");
    }
}
