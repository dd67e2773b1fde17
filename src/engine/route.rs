//! Where an INVITE from outside leads: who is asking, then the number or domain, then its application (spec §9.1–§9.3).

use std::fmt;

use super::gate::Login;
use super::settings::{Application, Settings};
use super::{Engine, events};
use crate::base::Time;
use crate::wire::sip::{Flow, Message, Name, Uri};

/// What is done with an INVITE.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// This application runs; the digest user, when there was one.
    Run(Box<Application>, Option<String>),
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
    /// Nothing is configured for that number or domain.
    NoApplication,
    /// The engine is shutting down.
    Draining,
    /// `limits.calls` is reached.
    TooManyCalls,
}

impl Why {
    /// The name for counters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LoginRequired => "login_required",
            Self::WrongLogin => "wrong_login",
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
        let user = match self.login(now, request, flow) {
            Ok(user) => user,
            Err(refused) => return refused,
        };
        let own = user.as_ref().and_then(|user| self.settings.users.get(user)?.application.clone());
        let called = called(&self.settings, request);
        match own.or_else(|| application(&self.settings, &called, request.uri()).cloned()) {
            Some(application) => Decision::Run(Box::new(application), user),
            None => Decision::Refuse { status: 404, headers: Vec::new(), why: Why::NoApplication },
        }
    }

    /// Strangers and whoever claims to be a user have to prove it; trunks and loopback need not (spec §9.2).
    fn login(&mut self, now: Time, request: &Message, flow: &Flow) -> Result<Option<String>, Decision> {
        let claims = request.from().and_then(|from| from.uri.user().map(|user| user.into_owned()));
        let known = claims.is_some_and(|user| self.settings.users.contains_key(&user));
        if !known && self.gate.trusts(flow.peer.ip()) {
            return Ok(None);
        }
        let answers = request.authorizations(Name::ProxyAuthorization);
        let uri = request.uri().map_or("", Uri::as_str);
        let Settings { realm, users, .. } = &self.settings;
        let secret = |user: &str| users.get(user).map(|user| user.password.as_str());
        match self.gate.nonces().check(now, realm, uri, &answers, secret) {
            Login::User(user) => Ok(Some(user)),
            Login::Challenge(headers) => Err(Decision::Refuse { status: 407, headers, why: Why::LoginRequired }),
            Login::Wrong => Err(Decision::Refuse { status: 403, headers: Vec::new(), why: Why::WrongLogin }),
        }
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
