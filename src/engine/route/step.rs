//! The order of decisions for an INVITE outside a dialog (spec §9.2): a list of steps, each of which takes the call or
//! says why it does not. The engine routes by it and `callwright explain` prints it; there is no second list.

mod door;
mod rule;

use super::caller::{self, UserId};
use super::number::CATCH_ALL;
use super::plan::DialPlan;
use super::{Why, organization_of};
use crate::base::Time;
use crate::engine::gate::{Gate, Source};
use crate::engine::guard::Warden;
use crate::engine::settings::{Application, Directory, Settings, User};
use crate::engine::trunk::Trunks;
use crate::wire::sip::{Flow, Message};

/// One step.
pub(super) struct Step {
    /// What it looks at.
    pub(super) name: &'static str,
    /// Where it is written down.
    pub(super) rule: &'static str,
    /// Whether it lets in or leads on.
    pub(super) kind: Kind,
    /// Whether it says anything about a text message too, whose sender has logged in before.
    texts: bool,
    /// What it says to a case.
    ask: Ask,
}

/// What is wanted of whoever is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// A call: INVITE.
    Call,
    /// To read a text: MESSAGE.
    Text,
}

impl Service {
    /// The document of an application for it, and the setting that names it.
    fn document(self, application: &Application) -> (Option<&str>, &'static str) {
        match self {
            Self::Call => (Some(application.voice_url.as_str()).filter(|url| !url.is_empty()), "voice_url"),
            Self::Text => (application.sms_url.as_deref(), "sms_url"),
        }
    }
}

/// Whom a step asks.
#[derive(Clone, Copy)]
enum Ask {
    /// The settings alone.
    Settings(for<'s> fn(&Case<'s>) -> Answer<'s>),
    /// The moment, too. Without one it says as much as the settings tell.
    Moment(for<'s> fn(&Case<'s>, Option<&mut Moment<'_>>) -> Answer<'s>),
}

/// What is so now and may be otherwise in a second: logins, calls that are up, registrations.
pub(super) struct Moment<'e> {
    pub(super) now: Time,
    /// Why no call is taken at all.
    pub(super) overload: Option<Why>,
    pub(super) gate: &'e mut Gate,
    pub(super) guard: &'e mut Warden,
    pub(super) trunks: &'e Trunks,
    pub(super) request: &'e Message,
    pub(super) flow: &'e Flow,
}

/// What a step that does not take the call means by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The call has passed.
    Door,
    /// The rule does not fit.
    Rule,
}

/// All steps in their order.
pub(super) const STEPS: [Step; 15] = [
    Step { name: "source", rule: "§9.2", kind: Kind::Door, texts: false, ask: Ask::Settings(door::source) },
    Step { name: "overload", rule: "O1", kind: Kind::Door, texts: false, ask: Ask::Moment(door::overload) },
    Step { name: "address", rule: "§12", kind: Kind::Door, texts: true, ask: Ask::Settings(door::address) },
    Step { name: "organisation", rule: "§9.1", kind: Kind::Door, texts: true, ask: Ask::Settings(door::organization) },
    Step { name: "login", rule: "1", kind: Kind::Door, texts: false, ask: Ask::Moment(door::login) },
    Step { name: "guard", rule: "A11", kind: Kind::Door, texts: false, ask: Ask::Moment(door::guard) },
    Step { name: "own document", rule: "1a", kind: Kind::Rule, texts: true, ask: Ask::Settings(rule::own_application) },
    Step { name: "client", rule: "1b 2a", kind: Kind::Rule, texts: true, ask: Ask::Settings(rule::client) },
    Step { name: "number", rule: "1c 2b", kind: Kind::Rule, texts: true, ask: Ask::Settings(rule::number) },
    Step {
        name: "their number",
        rule: "2b",
        kind: Kind::Rule,
        texts: true,
        ask: Ask::Settings(rule::number_of_another),
    },
    Step { name: "registration", rule: "§9.6", kind: Kind::Rule, texts: true, ask: Ask::Moment(rule::registration) },
    Step { name: "domain", rule: "3", kind: Kind::Rule, texts: true, ask: Ask::Settings(rule::domain) },
    Step { name: "catch-all", rule: "§9.3", kind: Kind::Rule, texts: true, ask: Ask::Settings(rule::catch_all) },
    Step { name: "outbound", rule: "1d", kind: Kind::Rule, texts: false, ask: Ask::Settings(rule::outbound) },
    Step { name: "relay", rule: "2c", kind: Kind::Rule, texts: false, ask: Ask::Settings(rule::relay) },
];

/// What a step says.
pub(super) enum Answer<'s> {
    /// The next one is asked, because of this.
    On(String),
    /// The next one is asked, and this is who calls.
    Known(Caller<'s>, String),
    /// The settings do not tell; this is what it depends on.
    Open(String),
    /// The call is decided, because of this.
    Take(Verdict<'s>, String),
}

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict<'s> {
    /// An application of this organisation runs.
    Run(&'s str, &'s Application),
    /// A user of this organisation is called.
    Client(&'s str, &'s str),
    /// A number is called through a trunk, the outbound one unless another is named.
    Outbound {
        /// As a trunk is told it.
        number: String,
        /// Which.
        trunk: Option<&'s str>,
    },
    /// It is refused, with these headers.
    Refuse(u16, Why, Vec<(String, String)>),
    /// It gets no reply at all.
    Drop(Why),
}

/// An INVITE as the steps see it.
pub(super) struct Case<'s> {
    pub(super) settings: &'s Settings,
    pub(super) plan: &'s DialPlan,
    pub(super) service: Service,
    pub(super) source: Source,
    /// All trunks at its source.
    pub(super) peers: Vec<String>,
    /// The trunk at its source, where that speaks other transports.
    pub(super) estranged: Option<String>,
    /// The organisation it comes from.
    pub(super) home: Option<Directory<'s>>,
    /// The organisation it is for.
    pub(super) target: Option<Directory<'s>>,
    pub(super) caller: Caller<'s>,
    /// Who is called: the user of To or of the Request-URI.
    pub(super) called: String,
    /// The user of the Request-URI: whom a registration of ours said to call.
    pub(super) contact: String,
    /// The host of the Request-URI.
    pub(super) host: String,
}

/// Who is calling.
#[derive(Clone, Copy, Debug)]
pub(super) enum Caller<'s> {
    /// A user of the organisation it comes from, by login.
    User(&'s str, &'s User),
    /// The user of From, which is no user's login; known by address or not at all.
    Other,
}

impl<'s> Case<'s> {
    /// An INVITE as the settings see it: whoever claims to be a user is taken for it until it has to prove it.
    pub(super) fn of(settings: &'s Settings, plan: &'s DialPlan, gate: &Gate, request: &Message, flow: &Flow) -> Self {
        let home = caller::home_of(settings, &plan.own, request);
        let claim = caller::claim(settings, plan, gate, request, flow);
        let user = claim.and_then(|login| home?.users.get_key_value(login.as_str()));
        let uri = request.uri();
        Self {
            settings,
            plan,
            service: Service::Call,
            source: if plan.is_loop(flow) { Source::Own } else { gate.source(settings, request, flow) },
            peers: gate.trunks(flow),
            estranged: gate.trunk_at(flow.peer.ip()).filter(|_| !gate.trusts(flow)).map(str::to_owned),
            home,
            target: organization_of(settings, &plan.own, request),
            caller: user.map_or(Caller::Other, |(login, user)| Caller::User(login, user)),
            called: super::called(settings, request),
            contact: uri.and_then(|uri| uri.user().map(|user| user.into_owned())).unwrap_or_default(),
            host: uri.map(|uri| uri.host().to_owned()).unwrap_or_default(),
        }
    }

    /// The same for a text message of somebody who has been let in.
    pub(super) fn for_text(self, sender: &caller::Caller) -> Self {
        let user = match sender {
            caller::Caller::User(id) => self.home.and_then(|home| home.users.get_key_value(&id.login)),
            caller::Caller::Peer => None,
        };
        let caller = user.map_or(Caller::Other, |(login, user)| Caller::User(login, user));
        Self { service: Service::Text, caller, ..self }
    }

    /// Goes through the steps; `tell` hears what each of them says up to the one that decides.
    pub(super) fn decide(
        &mut self,
        mut moment: Option<&mut Moment<'_>>,
        mut tell: impl FnMut(&'static Step, &Answer<'s>),
    ) -> Verdict<'s> {
        let service = self.service;
        for step in STEPS.iter().filter(|step| step.texts || service == Service::Call) {
            let answer = match step.ask {
                Ask::Settings(ask) => ask(self),
                Ask::Moment(ask) => ask(self, moment.as_deref_mut()),
            };
            tell(step, &answer);
            match answer {
                Answer::On(_) | Answer::Open(_) => {}
                Answer::Known(caller, _) => self.caller = caller,
                Answer::Take(verdict, _) => return verdict,
            }
        }
        Verdict::Refuse(404, Why::NoApplication, Vec::new())
    }

    /// Whether an application has the call that speaks for what is called: one of the user's own speaks for the caller,
    /// and so does the one of all other numbers when a user of the house calls.
    pub(super) fn speaks_for_called(&self, verdict: &Verdict<'s>) -> bool {
        let Verdict::Run(_, taken) = verdict else { return false };
        let Some((_, user)) = self.user() else { return true };
        let others = self.directory().and_then(|directory| directory.numbers.get(CATCH_ALL));
        !user.application.iter().chain(others).any(|outward| std::ptr::eq(outward, *taken))
    }

    /// What one step says by the settings alone.
    pub(super) fn asked(&self, step: &Step) -> Answer<'s> {
        match step.ask {
            Ask::Settings(ask) => ask(self),
            Ask::Moment(ask) => ask(self, None),
        }
    }

    /// Who is calling, where a user is.
    pub(super) fn user_id(&self) -> Option<UserId> {
        let (login, _) = self.user()?;
        Some(UserId { organization: self.home?.name.to_owned(), login: login.to_owned() })
    }

    /// The user that is calling.
    fn user(&self) -> Option<(&'s str, &'s User)> {
        match self.caller {
            Caller::User(login, user) => Some((login, user)),
            Caller::Other => None,
        }
    }

    /// Whether a user is calling.
    pub(super) fn has_user(&self) -> bool {
        self.user().is_some()
    }

    /// The organisation whose numbers and users are looked through: the one that is called, or, for a host of nobody,
    /// the one that calls.
    fn directory(&self) -> Option<Directory<'s>> {
        self.target.or(self.home)
    }

    /// Whether the trunk it comes from has to log in all the same (threats-and-faults A9).
    fn must_prove(&self) -> bool {
        let Source::Trunk(name) = &self.source else { return false };
        self.settings.trunks.get(name).is_some_and(|trunk| trunk.challenge)
    }

    /// Whether a user calls another organisation than its own.
    fn is_abroad(&self) -> bool {
        let names = (self.home.map(|home| home.name), self.directory().map(|directory| directory.name));
        self.user().is_some() && names.0 != names.1
    }
}

fn on<'s>(because: impl Into<String>) -> Answer<'s> {
    Answer::On(because.into())
}

fn refuse<'s>(status: u16, why: Why, because: impl Into<String>) -> Answer<'s> {
    Answer::Take(Verdict::Refuse(status, why, Vec::new()), because.into())
}
