//! Trunks as calls see them: where a number is called, what the sound may be, and how a trunk is told who calls
//! (RFC 3323, RFC 3325, RFC 5806). Which trunk is the active one and whether it is alive is known above.

use serde::{Deserialize, Serialize};

use crate::call::diversion::Diversion;
use crate::call::message::{By, Outside, Way};
use crate::media::offer::{Dtmf, Security};
use crate::sip::Peering;
use crate::wire::sip::{Credentials, NameAddr, Uri};

/// How a trunk is told who calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// By From alone.
    #[default]
    None,
    /// By P-Asserted-Identity: we belong to the trust of the carrier.
    PAsserted,
    /// By P-Preferred-Identity: the carrier checks it.
    PPreferred,
    /// By Remote-Party-ID, which came before the others.
    RemotePartyId,
}

/// Who makes the offer in a call to a trunk (RFC 3261 §13.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Offering {
    /// We do, in the INVITE.
    #[default]
    Early,
    /// The trunk does, in its first reliable response.
    Late,
}

/// A trunk that can be called.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trunk {
    /// Its name in the settings.
    pub name: String,
    /// Where it is, with its transport.
    pub uri: Uri,
    /// The proxy before it.
    pub route: Option<NameAddr>,
    /// Digest towards it; never for a `Sip` that leads to the same host (spec §5.3).
    pub credentials: Option<Credentials>,
    /// The user of From, whoever calls.
    pub from_user: Option<String>,
    /// Host and port of From.
    pub domain: String,
    /// From has this domain even where the document writes another one.
    pub is_own_domain: bool,
    /// How it is told who calls.
    pub identity: Identity,
    /// It is told who has sent the call on: the number of ours that was called, users whose telephones did.
    pub diversion: bool,
    /// Who makes the offer.
    pub offer: Offering,
    /// What we are called there, in SDP too, and the transports it is called by.
    pub peering: Peering,
    /// Whether the sound of its calls is encrypted, if it has a policy of its own.
    pub security: Option<Security>,
    /// How it gets keys.
    pub dtmf: Dtmf,
    /// Hops that a call to it may take.
    pub max_forwards: u8,
}

/// Who calls a trunk.
#[derive(Clone, Debug)]
pub(in crate::call) struct Caller<'a> {
    /// Number or name.
    pub(in crate::call) user: &'a str,
    /// For people.
    pub(in crate::call) display: &'a str,
    /// The whole address, where the document wrote one.
    pub(in crate::call) whole: Option<Uri>,
    /// It does not want to be known.
    pub(in crate::call) is_private: bool,
    /// Who has sent its call on, the latest first.
    pub(in crate::call) diversions: Vec<Diversion>,
}

impl Trunk {
    /// The Request-URI of a number.
    pub(in crate::call) fn number(&self, number: &str) -> Uri {
        let uri = Uri::sip(Some(number), self.uri.host(), self.uri.port());
        match self.uri.param("transport") {
            Some(transport) => uri.with_param("transport", transport),
            None => uri,
        }
    }

    /// The way of a text message to a number behind it.
    pub fn way(&self, from: &str, number: &str) -> Way {
        let uri = self.number(number);
        let caller = Caller { user: from, display: "", whole: None, is_private: false, diversions: Vec::new() };
        let (from, headers) = self.present(&caller);
        let (route, credentials, peering) = (self.route.clone(), self.credentials.clone(), self.peering.clone());
        Way {
            from,
            to: NameAddr::new(uri.clone()),
            by: By::Uri(Box::new(Outside { uri, route, credentials, headers, peering })),
        }
    }

    /// The From header, and the headers that say who calls beside it.
    pub(in crate::call) fn present(&self, caller: &Caller<'_>) -> (NameAddr, Vec<(String, String)>) {
        let real = self.address(caller.user);
        let shown = match &caller.whole {
            _ if caller.is_private => anonymous(),
            Some(whole) if self.from_user.is_none() && !self.is_own_domain => {
                NameAddr::new(whole.clone()).with_display(caller.display)
            }
            _ => NameAddr::new(self.address(self.from_user.as_deref().unwrap_or(caller.user)))
                .with_display(caller.display),
        };
        let real = NameAddr::new(real).with_display(caller.display);
        let privacy = if caller.is_private { "full" } else { "off" };
        let identity = match self.identity {
            Identity::None => None,
            Identity::PAsserted => Some(("P-Asserted-Identity", real.to_string())),
            Identity::PPreferred => Some(("P-Preferred-Identity", real.to_string())),
            Identity::RemotePartyId => {
                Some(("Remote-Party-ID", format!("{real};party=calling;screen=yes;privacy={privacy}")))
            }
        };
        let private = caller.is_private.then(|| ("Privacy", "id".to_owned()));
        let told = caller.diversions.iter().filter(|_| self.diversion);
        let diversions = told.map(|diversion| diversion.for_trunk(|user| self.address(user)));
        let headers = [identity, private].into_iter().flatten().map(|(name, value)| (name.to_owned(), value));
        (shown, headers.chain(diversions).collect())
    }

    fn address(&self, user: &str) -> Uri {
        match format!("sip:{}", self.domain).parse::<Uri>() {
            Ok(host) => Uri::sip(Some(user), host.host(), host.port()),
            Err(_) => Uri::sip(Some(user), self.uri.host(), self.uri.port()),
        }
    }
}

/// RFC 3323 §4.1.1.3, with the host that RFC 3325 §10 gives it.
fn anonymous() -> NameAddr {
    NameAddr::new(Uri::sip(Some("anonymous"), "anonymous.invalid", None)).with_display("Anonymous")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trunk(identity: Identity) -> Trunk {
        Trunk {
            name: "carrier".into(),
            uri: "sip:carrier.example:5070;transport=tcp".parse().unwrap(),
            route: None,
            credentials: None,
            from_user: None,
            domain: "us.example".into(),
            is_own_domain: false,
            identity,
            diversion: true,
            offer: Offering::Early,
            peering: Peering::default(),
            security: None,
            dtmf: Dtmf::Auto,
            max_forwards: 70,
        }
    }

    fn caller(is_private: bool) -> Caller<'static> {
        Caller { user: "+15550001", display: "Alice", whole: None, is_private, diversions: Vec::new() }
    }

    #[test]
    fn a_trunk_is_told_who_calls_the_way_it_wants() {
        let real = "\"Alice\" <sip:+15550001@us.example>";
        for (identity, headers) in [
            (Identity::None, vec![]),
            (Identity::PAsserted, vec![format!("P-Asserted-Identity: {real}")]),
            (Identity::PPreferred, vec![format!("P-Preferred-Identity: {real}")]),
            (Identity::RemotePartyId, vec![format!("Remote-Party-ID: {real};party=calling;screen=yes;privacy=off")]),
        ] {
            let (from, found) = trunk(identity).present(&caller(false));
            let found: Vec<String> = found.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            assert_eq!((from.to_string().as_str(), found), (real, headers));
        }
    }

    #[test]
    fn who_wants_to_be_unknown_is_known_to_the_carrier_alone() {
        let (from, headers) = trunk(Identity::PAsserted).present(&caller(true));
        assert_eq!(from.to_string(), "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assert_eq!(headers[0].1, "\"Alice\" <sip:+15550001@us.example>");
        assert_eq!(headers[1], ("Privacy".to_owned(), "id".to_owned()));
        let (_, headers) = trunk(Identity::None).present(&caller(true));
        assert_eq!(headers.len(), 1, "nobody who is not trusted is told the number");
    }

    #[test]
    fn from_is_ours_where_the_trunk_insists() {
        let whole = Caller { whole: Some("sip:bob@home.example".parse().unwrap()), ..caller(false) };
        let from = |trunk: Trunk| trunk.present(&whole).0.uri.to_string();
        assert_eq!(from(trunk(Identity::None)), "sip:bob@home.example");
        assert_eq!(from(Trunk { is_own_domain: true, ..trunk(Identity::None) }), "sip:+15550001@us.example");
        let user = Trunk { from_user: Some("account".into()), ..trunk(Identity::None) };
        assert_eq!(from(user), "sip:account@us.example");
        let kept = Caller { diversions: vec![Diversion::by_application("+15559999")], ..caller(false) };
        let diversion = trunk(Identity::None).present(&kept).1;
        assert_eq!(diversion[0].1, "<sip:+15559999@us.example>;reason=unconditional;counter=1");
    }

    #[test]
    fn a_number_goes_to_the_trunk_itself() {
        assert_eq!(trunk(Identity::None).number("+1 5").as_str(), "sip:+1%205@carrier.example:5070;transport=tcp");
    }
}
