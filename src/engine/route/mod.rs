//! Where an INVITE from outside leads: who is asking, then the number or domain, then its application (spec §9.1–§9.3).

mod caller;
mod organization;

use std::fmt;
use std::net::IpAddr;

use super::settings::{Application, Settings};
use super::{Engine, events};
use crate::base::Time;
use crate::media::offer::Security;
use crate::wire::sip::{Flow, Message, Uri};

pub use self::caller::{Caller, Challenger, UserId};
pub use self::organization::{OwnHosts, organization_of};

/// What is done with an INVITE.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// This application runs; the digest user, when there was one.
    Run(Box<Application>, Option<UserId>),
    /// A client is called where it is registered: by another client, or by somebody from outside (spec §9.2 steps 1b
    /// and 2a).
    Client {
        /// Who is called.
        callee: UserId,
        /// The digest user, when there was one.
        caller: Option<UserId>,
    },
    /// A peer's call is passed on by a trunk (spec §9.2 step 2c).
    Relay {
        /// The number called.
        number: String,
        /// The trunk that it goes by.
        trunk: String,
    },
    /// It is refused.
    Refuse {
        /// The SIP status.
        status: u16,
        /// More headers.
        headers: Vec<(String, String)>,
        /// The reason, for log and counters.
        why: Why,
    },
}

/// Why an INVITE is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has to log in.
    LoginRequired,
    /// It logged in wrongly.
    WrongLogin,
    /// Its user or organisation is switched off.
    Inactive,
    /// Its host belongs to no organisation.
    UnknownOrganization,
    /// Nothing is configured for that number or domain.
    NoApplication,
    /// The engine is shutting down.
    Draining,
    /// `limits.calls` is reached.
    TooManyCalls,
}

impl Decision {
    /// A refusal without more headers.
    pub(super) const fn refuse(status: u16, why: Why) -> Self {
        Self::Refuse { status, headers: Vec::new(), why }
    }
}

impl Why {
    /// The phrase of the refusal, where it is not the standard one.
    pub fn phrase(self) -> Option<String> {
        matches!(self, Self::Inactive).then(|| "Account is not ACTIVE".to_owned())
    }

    /// The name for counters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LoginRequired => "login_required",
            Self::WrongLogin => "wrong_login",
            Self::Inactive => "inactive",
            Self::UnknownOrganization => "unknown_organization",
            Self::NoApplication => "no_application",
            Self::Draining => "draining",
            Self::TooManyCalls => "too_many_calls",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LoginRequired => "the caller has to log in",
            Self::WrongLogin => "the caller's login is wrong",
            Self::Inactive => "its user or organisation is not active",
            Self::UnknownOrganization => "its host belongs to no organisation",
            Self::NoApplication => "neither [numbers] nor [domains] has an application for it",
            Self::Draining => "the engine is shutting down",
            Self::TooManyCalls => "limits.calls is reached",
        })
    }
}

impl Engine {
    pub(super) fn decide(&mut self, now: Time, request: &Message, flow: &Flow) -> Decision {
        if let Some(why) = self.overload() {
            return Decision::Refuse { status: 503, headers: events::retry_after(), why };
        }
        let user = match self.authenticate(now, request, flow, Challenger::Proxy) {
            Ok(Caller::User(user)) => Some(user),
            Ok(Caller::Peer) => None,
            Err(refused) => return refused,
        };
        let own = user.as_ref().and_then(|id| self.settings.user(&id.organization, &id.login)?.application.clone());
        let called = called(&self.settings, request);
        if own.is_none()
            && let Some(decision) = self.client(&called, user.as_ref(), request)
        {
            return decision;
        }
        match own.or_else(|| application(&self.settings, &called, request.uri()).cloned()) {
            Some(application) => Decision::Run(Box::new(application), user),
            None => self.decide_by_trunk(&called, user.is_some(), request, flow),
        }
    }

    /// A call that nothing of ours takes (spec §9.2 step 2c, §9.6): one that came by a registration belongs to the user
    /// that was registered, one of a peer may be passed on.
    fn decide_by_trunk(&self, called: &str, is_user: bool, request: &Message, flow: &Flow) -> Decision {
        let contact = request.uri().and_then(|uri| uri.user().map(|user| user.into_owned()));
        let is_contact = |user: &String| {
            self.settings.trunks.values().any(|trunk| trunk.register && trunk.contact() == Some(user.as_str()))
        };
        let by_contact = contact.filter(is_contact);
        if let Some(own) = by_contact.and_then(|user| application(&self.settings, &user, request.uri())) {
            return Decision::Run(Box::new(own.clone()), None);
        }
        let peer = self.gate.trunk(flow.peer.ip()).filter(|_| !is_user);
        match peer.and_then(|name| self.settings.trunks.get(name)?.relay.clone()) {
            Some(trunk) => Decision::Relay { number: called.to_owned(), trunk },
            None => Decision::refuse(404, Why::NoApplication),
        }
    }
}

impl Engine {
    /// Whether a client is called (spec §9.2 steps 1b and 2a). Clients of one organisation are nobody to the others.
    fn client(&self, login: &str, caller: Option<&UserId>, request: &Message) -> Option<Decision> {
        let target = organization_of(&self.settings, &self.own, request)?;
        let callee = target.users.get(login)?;
        if caller.is_some_and(|caller| caller.organization != target.name) {
            return Some(Decision::refuse(404, Why::NoApplication));
        }
        if !callee.active || !target.active {
            return Some(Decision::refuse(403, Why::Inactive));
        }
        let callee = UserId { organization: target.name.to_owned(), login: login.to_owned() };
        Some(Decision::Client { callee, caller: caller.cloned() })
    }

    /// Whether the sound of a call from outside is encrypted: as its user wants it, or its trunk, or `[media]`.
    pub(super) fn security_of(&self, user: Option<&UserId>, source: IpAddr) -> Security {
        let by_user = user.and_then(|id| self.settings.user(&id.organization, &id.login)?.srtp);
        let trunk = self.gate.trunk(source).filter(|_| user.is_none());
        let by_trunk = || self.settings.trunks.get(trunk?)?.srtp;
        by_user.or_else(by_trunk).unwrap_or(self.settings.media.srtp)
    }
}

/// The user that is called: of To or of the Request-URI, as the settings say.
pub(super) fn called(settings: &Settings, request: &Message) -> String {
    let to = request.to().map(|to| to.uri);
    let uri = if settings.use_to { to.as_ref() } else { request.uri() };
    uri.and_then(|uri| uri.user().map(|user| user.into_owned())).unwrap_or_default()
}

/// The application of a number, then of a domain (spec §9.2 steps 2b and 3, §9.3).
fn application<'s>(settings: &'s Settings, called: &str, uri: Option<&Uri>) -> Option<&'s Application> {
    let by_number = spellings(called).into_iter().find_map(|number| settings.numbers.get(&number));
    let by_domain = || {
        let host = uri?.host();
        settings.domains.iter().find(|(domain, _)| domain.eq_ignore_ascii_case(host)).map(|(_, found)| found)
    };
    let found = by_number.or_else(by_domain).or_else(|| settings.numbers.get("*"))?;
    (!found.voice_url.is_empty()).then_some(found)
}

/// The ways a number may be written, best first: as dialled, with and without plus, national as +1 (spec §9.3).
fn spellings(called: &str) -> Vec<String> {
    let mut forms = vec![called.to_owned()];
    let digits = called.strip_prefix('+').unwrap_or(called);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return forms;
    }
    forms.push(if called.starts_with('+') { digits.to_owned() } else { format!("+{digits}") });
    if let Some(national) = digits.strip_prefix('1').filter(|national| national.len() == 10) {
        forms.push(national.to_owned());
    } else if digits.len() == 10 {
        forms.extend([format!("+1{digits}"), format!("1{digits}")]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        let mut settings = Settings::default();
        for number in ["+12349876543", "1111", "*72", "sales"] {
            let application = Application { voice_url: format!("http://app/{number}"), ..Application::default() };
            settings.numbers.insert(number.into(), application);
        }
        let domain = Application { voice_url: "http://app/domain".into(), ..Application::default() };
        settings.domains.insert("pbx.example.com".into(), domain);
        settings
    }

    fn url(settings: &Settings, called: &str, uri: &str) -> Option<String> {
        application(settings, called, Some(&uri.parse().unwrap())).map(|found| found.voice_url.clone())
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        let settings = settings();
        for (called, number) in [
            ("+12349876543", "+12349876543"),
            ("12349876543", "+12349876543"),
            ("2349876543", "+12349876543"),
            ("+1111", "1111"),
            ("1111", "1111"),
            ("*72", "*72"),
            ("sales", "sales"),
        ] {
            assert_eq!(url(&settings, called, "sip:x@h"), Some(format!("http://app/{number}")), "{called}");
        }
        assert_eq!(url(&settings, "404", "sip:x@h"), None);
    }

    #[test]
    fn a_domain_comes_after_numbers_and_the_catch_all_last() {
        let mut settings = settings();
        assert_eq!(url(&settings, "any", "sip:any@PBX.example.com"), Some("http://app/domain".into()));
        assert_eq!(url(&settings, "1111", "sip:1111@pbx.example.com"), Some("http://app/1111".into()));
        let all = Application { voice_url: "http://app/all".into(), ..Application::default() };
        settings.numbers.insert("*".into(), all);
        assert_eq!(url(&settings, "any", "sip:any@pbx.example.com"), Some("http://app/domain".into()));
        assert_eq!(url(&settings, "other", "sip:other@h"), Some("http://app/all".into()));
    }
}
