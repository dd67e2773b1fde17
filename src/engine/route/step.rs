//! The order of decisions for an INVITE outside a dialog (spec §9.2): a list of steps, each of which takes the call or
//! says why it does not. The engine routes by it and `callwright explain` prints it; there is no second list.

mod door;
mod rule;

use super::Why;
use super::plan::DialPlan;
use crate::engine::gate::Source;
use crate::engine::settings::{Application, Directory, Settings, User};

/// One step.
pub(super) struct Step {
    /// What it looks at.
    pub(super) name: &'static str,
    /// Where it is written down.
    pub(super) rule: &'static str,
    /// Whether it lets in or leads on.
    pub(super) kind: Kind,
    /// What it says to a case.
    pub(super) ask: for<'s> fn(&Case<'s>) -> Answer<'s>,
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
pub(super) const STEPS: [Step; 13] = [
    Step { name: "address", rule: "§12", kind: Kind::Door, ask: door::address },
    Step { name: "source", rule: "§9.2", kind: Kind::Door, ask: door::source },
    Step { name: "organisation", rule: "§9.1", kind: Kind::Door, ask: door::organization },
    Step { name: "login", rule: "1", kind: Kind::Door, ask: door::login },
    Step { name: "own document", rule: "1a", kind: Kind::Rule, ask: rule::own_application },
    Step { name: "client", rule: "1b 2a", kind: Kind::Rule, ask: rule::client },
    Step { name: "number", rule: "1c 2b", kind: Kind::Rule, ask: rule::number },
    Step { name: "their number", rule: "2b", kind: Kind::Rule, ask: rule::number_of_another },
    Step { name: "registration", rule: "§9.6", kind: Kind::Rule, ask: rule::registration },
    Step { name: "domain", rule: "3", kind: Kind::Rule, ask: rule::domain },
    Step { name: "catch-all", rule: "§9.3", kind: Kind::Rule, ask: rule::catch_all },
    Step { name: "outbound", rule: "1d", kind: Kind::Rule, ask: rule::outbound },
    Step { name: "relay", rule: "2c", kind: Kind::Rule, ask: rule::relay },
];

/// What a step says.
pub(super) enum Answer<'s> {
    /// The next one is asked, because of this.
    On(String),
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
    /// It is refused.
    Refuse(u16, Why),
    /// It gets no reply at all.
    Drop(Why),
}

/// An INVITE as the steps see it.
pub(super) struct Case<'s> {
    pub(super) settings: &'s Settings,
    pub(super) plan: &'s DialPlan,
    pub(super) source: Source,
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
    /// Goes through the steps; `tell` hears what each of them says up to the one that decides.
    pub(super) fn decide(&self, mut tell: impl FnMut(&'static Step, &Answer<'s>)) -> Verdict<'s> {
        for step in &STEPS {
            let answer = (step.ask)(self);
            tell(step, &answer);
            if let Answer::Take(verdict, _) = answer {
                return verdict;
            }
        }
        Verdict::Refuse(404, Why::NoApplication)
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
    Answer::Take(Verdict::Refuse(status, why), because.into())
}
