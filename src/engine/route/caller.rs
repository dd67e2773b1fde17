//! Who sends a request: a user that proves it by digest, or a peer known by its address (spec §9.2 step 1, §9.4). The
//! same for every method, so that none is a way around another (threats-and-faults A8).

use serde::{Deserialize, Serialize};

use super::organization::{OwnHosts, organization_of, organization_of_host};
use super::{Decision, Why};
use crate::base::Time;
use crate::engine::Engine;
use crate::engine::gate::{Asked, Login};
use crate::engine::settings::{Directory, Settings};
use crate::wire::sip::{Flow, Message, Method, Name, Uri};

/// A user. The same login in two organisations is two users.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UserId {
    /// Whose user it is.
    pub organization: String,
    /// Its login there.
    pub login: String,
}

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A user; it has proved it.
    User(UserId),
    /// Somebody at an address of ours or of a trunk.
    Peer,
}

/// Whether a request is challenged as by its server or as by a proxy on its way (RFC 3261 §22.2, §22.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Challenger {
    /// 401.
    Server,
    /// 407.
    Proxy,
}

impl Challenger {
    /// The status of the challenge.
    pub const fn status(self) -> u16 {
        match self {
            Self::Server => 401,
            Self::Proxy => 407,
        }
    }

    /// The header that challenges, and the one that answers.
    pub const fn headers(self) -> (Name, Name) {
        match self {
            Self::Server => (Name::WwwAuthenticate, Name::Authorization),
            Self::Proxy => (Name::ProxyAuthenticate, Name::ProxyAuthorization),
        }
    }
}

impl Engine {
    /// Who sends this request, or how it is refused.
    ///
    /// Whoever is not known by address has to log in, and whoever claims to be a user, wherever it is. A REGISTER is
    /// always such a claim.
    pub(in crate::engine) fn authenticate(
        &mut self,
        now: Time,
        request: &Message,
        flow: &Flow,
        by: Challenger,
    ) -> Result<Caller, Decision> {
        // What we sent to ourselves was let in before.
        if self.plan.is_loop(flow) {
            return Ok(Caller::Peer);
        }
        let Some(home) = home_of(&self.settings, &self.plan.own, request) else {
            return Err(Decision::refuse(404, Why::UnknownOrganization));
        };
        let claims = request.from().and_then(|from| from.uri.user().map(|user| user.into_owned()));
        let is_claim =
            request.method() == Some(&Method::Register) || claims.is_some_and(|login| home.users.contains_key(&login));
        let trunk = self.gate.trunk(flow.peer.ip()).and_then(|name| self.settings.trunks.get(name));
        // A source address can be forged (A9): a trunk may have to prove what it is.
        let must_prove = trunk.is_some_and(|trunk| trunk.challenge);
        if !is_claim && !must_prove && self.gate.trusts(flow.peer.ip()) {
            return Ok(Caller::Peer);
        }
        let organization = home.name.to_owned();
        let (challenge, answer) = by.headers();
        let answers = request.authorizations(answer);
        let asked = Asked {
            realm: home.realm,
            method: request.method().unwrap_or(&Method::Invite),
            uri: request.uri().map_or("", Uri::as_str),
            header: challenge,
        };
        let secret = |login: &str| home.users.get(login).map(|user| user.password.as_str());
        let active = |login: &str| home.active && home.users.get(login).is_some_and(|user| user.active);
        let account = answers.iter().find(|answer| answer.realm == home.realm).map(|answer| &answer.username);
        let account = account.map(|login| format!("{login} of {organization}")).unwrap_or_default();
        let source = flow.peer.ip();
        // Looked at after the digest and answered alike, so that a lock tells no more than a wrong password does.
        let login = self.gate.nonces().check(now, &asked, &answers, secret);
        let is_locked = self.gate.is_locked(now, source, &account);
        if login == Login::Wrong {
            self.gate.on_wrong_login(now, source, &account);
        }
        if is_locked {
            return Err(Decision::refuse(403, Why::Locked));
        }
        match login {
            Login::User(login) if active(&login) => Ok(Caller::User(UserId { organization, login })),
            Login::User(_) => Err(Decision::refuse(403, Why::Inactive)),
            Login::Challenge(headers) => {
                Err(Decision::Refuse { status: by.status(), headers, why: Why::LoginRequired })
            }
            Login::Wrong => Err(Decision::refuse(403, Why::WrongLogin)),
        }
    }
}

/// The organisation a request comes from: of the host of From; where that is nobody's, the one it is for. Of a REGISTER,
/// the one it is for.
pub(super) fn home_of<'s>(settings: &'s Settings, own: &OwnHosts, request: &Message) -> Option<Directory<'s>> {
    let from = request.from().filter(|_| request.method() != Some(&Method::Register));
    let by_from = from.and_then(|from| organization_of_host(settings, own, from.uri.host()));
    by_from.or_else(|| organization_of(settings, own, request))
}
