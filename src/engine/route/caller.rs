//! Who sends a request: a user that proves it by digest, or a peer known by its address (spec §9.2 step 1, §9.4). The
//! same for every method, so that none is a way around another (threats-and-faults A8).

use serde::{Deserialize, Serialize};

use super::organization::{OwnHosts, organization_of, organization_of_host};
use super::{Decision, DialPlan, Why};
use crate::base::Time;
use crate::engine::Engine;
use crate::engine::gate::{Asked, Gate, Login};
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

/// A request that may have to prove who sends it.
#[derive(Clone, Copy)]
pub(super) struct Visit<'a> {
    pub(super) now: Time,
    pub(super) request: &'a Message,
    pub(super) flow: &'a Flow,
    pub(super) by: Challenger,
}

impl Engine {
    /// Who sends this request, or how it is refused.
    pub(in crate::engine) fn authenticate(
        &mut self,
        now: Time,
        request: &Message,
        flow: &Flow,
        by: Challenger,
    ) -> Result<Caller, Decision> {
        Visit { now, request, flow, by }.log_in(&self.settings, &self.plan, &mut self.gate)
    }
}

impl Engine {
    /// Why a request is refused, the user it names where there is one, and the address it came from: whoever looks for one
    /// of many telephones, or for a trunk whose address is not among its `sources`, finds it there.
    pub(in crate::engine) fn sender_told(&self, why: Why, request: &Message, flow: &Flow) -> String {
        let user = named(&self.settings, &self.plan, request);
        let trunk = self.gate.trunk_at(flow.peer.ip());
        let unknown = user.is_none() && trunk.is_none() && why == Why::LoginRequired;
        let more = if unknown { "; it names no user, and it comes from no address of a trunk" } else { "" };
        let trunk = trunk.map(|name| format!(" trunk={name}")).unwrap_or_default();
        let user = user.map(|(login, organization)| format!(" user={login} organization={organization}"));
        format!("{why}{more};{}{trunk} peer={}", user.unwrap_or_default(), flow.peer)
    }
}

/// The user that a request names by its proof, or else as its sender.
fn named(settings: &Settings, plan: &DialPlan, request: &Message) -> Option<(String, String)> {
    let home = home_of(settings, &plan.own, request)?;
    let is_register = request.method() == Some(&Method::Register);
    let sender = if is_register { request.to() } else { request.from() };
    let answers = [Name::Authorization, Name::ProxyAuthorization].map(|name| request.authorizations(name));
    let proving = answers.into_iter().flatten().map(|answer| answer.username);
    let sender = sender.and_then(|sender| sender.uri.user().map(std::borrow::Cow::into_owned));
    let login = proving.chain(sender).find(|login| home.users.contains_key(login))?;
    Some((login, home.name.to_owned()))
}

impl Engine {
    /// A request is refused: in the log and among the counters; of challenges now and then a line.
    pub(in crate::engine) fn note_refused(&mut self, now: Time, status: u16, why: Why, request: &Message, flow: &Flow) {
        let method = request.method().map_or("request", Method::as_str);
        let article = if method.starts_with(['A', 'I', 'O']) { "an" } else { "a" };
        let text = format!("{article} {method} was refused with {status}: {}", self.sender_told(why, request, flow));
        if why != Why::LoginRequired {
            return self.note_refusal(None, why, text);
        }
        let is_user = named(&self.settings, &self.plan, request).is_some();
        if let Some(text) = self.gate.sum_challenges(now, is_user, text) {
            self.note_refusal(None, why, text);
        }
    }
}

impl Visit<'_> {
    /// Whoever is not known by address has to log in, and whoever claims to be a user, wherever it is. A REGISTER is
    /// always such a claim.
    pub(super) fn log_in(self, settings: &Settings, plan: &DialPlan, gate: &mut Gate) -> Result<Caller, Decision> {
        let Self { now, request, flow, by } = self;
        // What we sent to ourselves was let in before.
        if plan.is_loop(flow) {
            return Ok(Caller::Peer);
        }
        let Some(home) = home_of(settings, &plan.own, request) else {
            return Err(Decision::refuse(404, Why::UnknownOrganization));
        };
        let is_claim =
            request.method() == Some(&Method::Register) || claim(settings, plan, gate, request, flow).is_some();
        let source = flow.peer.ip();
        // A source address can be forged (A9): a trunk may have to prove what it is.
        let trunk = gate.trunk_of(settings, request, flow).and_then(|name| settings.trunks.get(name));
        let must_prove = trunk.is_some_and(|trunk| trunk.challenge);
        if !is_claim && !must_prove && gate.trusts(flow) {
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
        // Looked at after the digest and answered alike, so that a lock tells no more than a wrong password does.
        let login = gate.nonces().check(now, &asked, &answers, secret);
        let is_locked = gate.is_locked(now, source, &account);
        if login == Login::Wrong {
            gate.on_wrong_login(now, flow, &account);
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

/// The user that From claims to be. Whom we trust by address is not taken for one because a user of another domain is
/// called like one of ours: there From has to have a host of ours, and not the peer's own.
pub(super) fn claim(
    settings: &Settings,
    plan: &DialPlan,
    gate: &Gate,
    request: &Message,
    flow: &Flow,
) -> Option<String> {
    let from = request.from()?.uri;
    let login = from.user()?.into_owned();
    let is_ours = || {
        let of_peer = !plan.own.has(from.host()) && gate.has_host(settings, flow, from.host());
        !of_peer && organization_of_host(settings, &plan.own, from.host()).is_some()
    };
    let is_told = !plan.is_loop(flow) && (!gate.trusts(flow) || is_ours());
    let home = home_of(settings, &plan.own, request).filter(|_| is_told)?;
    home.users.contains_key(&login).then_some(login)
}

/// The organisation a request comes from: of the host of From; where that is nobody's, the
/// one it is for. Of a REGISTER, the one it is for.
pub(super) fn home_of<'s>(settings: &'s Settings, own: &OwnHosts, request: &Message) -> Option<Directory<'s>> {
    let from = request.from().filter(|_| request.method() != Some(&Method::Register));
    let by_from = from.and_then(|from| organization_of_host(settings, own, from.uri.host()));
    by_from.or_else(|| organization_of(settings, own, request))
}
