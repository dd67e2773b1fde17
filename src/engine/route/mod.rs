//! Where an INVITE from outside leads, and who sends a request (spec §9.1–§9.3).
//!
//! | file | holds |
//! | --- | --- |
//! | `organization` | whose a host is |
//! | `caller` | logging in, for every method |
//! | `step` | the order of decisions, a list of steps |
//! | `number`, `pattern` | which entry takes a number |
//! | `plan` | what is made of the settings once |
//! | `explain` | the same decisions, told |
//! | `loops` | calls to ourselves |
//! | `transferred` | the same for whom a REFER names |
//! | `why` | the reasons of refusals |

mod caller;
mod explain;
mod loops;
mod number;
mod organization;
mod pattern;
mod plan;
mod step;
mod transferred;
mod why;

use super::Engine;
use super::settings::{Application, Settings};
use crate::base::Time;
use crate::media::offer::Manner;
use crate::wire::sip::{Flow, Message, Uri};

use self::organization::organization_of_host;
use self::step::{Case, Moment, Verdict};

pub(super) use self::number::worldwide;
pub(super) use self::plan::DialPlan;

pub use self::caller::{Caller, Challenger, UserId};
pub use self::explain::{Explanation, Finding, Standing};
pub use self::organization::{OwnHosts, organization_of};
pub use self::pattern::{Pattern, PatternFault};
pub use self::why::Why;

/// What is done with an INVITE.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// It becomes a call.
    Run(Box<Route>),
    /// It is refused.
    Refuse {
        /// The SIP status.
        status: u16,
        /// More headers.
        headers: Vec<(String, String)>,
        /// The reason, for response, log and counters.
        why: Why,
    },
    /// It gets no reply.
    Drop(Why),
}

/// Where a call leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Whose call it is: what it dials is looked for there.
    pub organization: String,
    /// The user that is calling.
    pub user: Option<UserId>,
    /// Who is called.
    pub called: String,
    /// What is called is ours, and its application speaks for it: not the one that a user calls out with.
    pub is_ours: bool,
    /// Where to.
    pub to: Destination,
}

/// Who has a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// An application.
    Application(Application),
    /// A user of the call's organisation, by login: as with the document `<Dial><Client>` (spec §9.2 step 2a).
    Client(String),
    /// A number behind a trunk: as with the document `<Dial><Number>` (spec §9.2 steps 1d and 2c).
    Outbound {
        /// As a trunk is told it.
        number: String,
        /// Which trunk; none is the outbound one.
        trunk: Option<String>,
    },
}

impl Decision {
    /// A refusal without more headers.
    pub(super) const fn refuse(status: u16, why: Why) -> Self {
        Self::Refuse { status, headers: Vec::new(), why }
    }
}

impl Engine {
    /// What is done with an INVITE outside a dialog.
    pub(super) fn decide(&mut self, now: Time, request: &Message, flow: &Flow) -> Decision {
        self.decide_for(None, now, request, flow)
    }

    /// What is done with a MESSAGE of somebody who has been let in (spec §9.7): the same
    /// steps, as far as they are about who is called.
    pub(super) fn decide_text(&mut self, now: Time, request: &Message, flow: &Flow, sender: &Caller) -> Decision {
        self.decide_for(Some(sender), now, request, flow)
    }

    fn decide_for(&mut self, sender: Option<&Caller>, now: Time, request: &Message, flow: &Flow) -> Decision {
        let overload = self.overload();
        let case = Case::of(&self.settings, &self.plan, &self.gate, request, flow);
        let mut case = match sender {
            Some(sender) => case.for_text(sender),
            None => case,
        };
        let (gate, guard, trunks) = (&mut self.gate, &mut self.guard, &self.trunks);
        let mut moment = Moment { now, overload, gate, guard, trunks, request, flow };
        let verdict = case.decide(Some(&mut moment), |_, _| {});
        let home = case.home.map_or("", |home| home.name).to_owned();
        let is_ours = case.speaks_for_called(&verdict);
        let (organization, to) = match verdict {
            Verdict::Run(organization, application) => {
                (organization.to_owned(), Destination::Application(application.clone()))
            }
            Verdict::Client(organization, login) => (organization.to_owned(), Destination::Client(login.to_owned())),
            Verdict::Outbound { number, trunk } => {
                (home, Destination::Outbound { number, trunk: trunk.map(str::to_owned) })
            }
            Verdict::Refuse(status, why, headers) => return Decision::Refuse { status, headers, why },
            Verdict::Drop(why) => return Decision::Drop(why),
        };
        Decision::Run(Box::new(Route { organization, user: case.user_id(), called: case.called, is_ours, to }))
    }

    /// How a caller from outside is spoken with: as its user wants it, or its trunk, or `[media]`.
    pub(super) fn manner_of(&self, user: Option<&UserId>, request: &Message, flow: &Flow) -> Manner {
        let user_set = user.and_then(|id| self.settings.user(&id.organization, &id.login));
        let name = self.gate.trunk_of(&self.settings, request, flow).filter(|_| user.is_none());
        let trunk = name.and_then(|name| self.settings.trunks.get(name));
        let security = user_set.and_then(|user| user.srtp).or(trunk.and_then(|trunk| trunk.srtp));
        let dtmf = user_set.and_then(|user| user.dtmf).or(trunk.map(|trunk| trunk.dtmf));
        Manner {
            codecs: self.rules.codecs_of(name).to_vec(),
            security: security.unwrap_or(self.settings.media.srtp),
            dtmf: dtmf.unwrap_or_default(),
        }
    }
}

/// The user that is called: of To or of the Request-URI, as the settings say.
pub(super) fn called(settings: &Settings, request: &Message) -> String {
    let to = request.to().map(|to| to.uri);
    let uri: Option<&Uri> = if settings.use_to { to.as_ref() } else { request.uri() };
    uri.and_then(|uri| uri.user().map(|user| user.into_owned())).unwrap_or_default()
}

/// Whether a number is one of an organisation's, the catch-all aside.
pub(super) fn is_hosted(settings: &Settings, plan: &DialPlan, organization: &str, number: &str) -> bool {
    let directory = settings.directory(organization);
    directory.is_some_and(|directory| {
        number::find(&directory, plan.patterns(organization), number, &settings.default_country).is_some()
    })
}
