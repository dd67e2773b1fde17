//! The decision on an INVITE, told step by step: for `callwright explain`. What decides is `step`, as it is for a call.

use serde::Serialize;

use super::organization_of_host;
use super::step::{Answer, Case, Kind, STEPS, Step, Verdict};
use crate::engine::Engine;
use crate::engine::settings::Settings;
use crate::wire::sip::{Flow, Message};

/// What would become of an INVITE, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Every step in its order.
    pub findings: Vec<Finding>,
    /// What becomes of it: `asks http://… (POST)`, `refused 404: …`.
    pub outcome: String,
    /// The name of the refusal for counters, when it is one.
    pub refusal: Option<&'static str>,
    /// What the configuration alone cannot tell.
    pub open: Vec<String>,
}

/// What one step says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it looks at.
    pub step: &'static str,
    /// Where it is written down.
    pub rule: &'static str,
    /// What it means for the call.
    pub standing: Standing,
    /// Why.
    pub because: String,
}

/// What a step means for the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It lets the call pass.
    Passes,
    /// It does not fit.
    Misses,
    /// It takes the call.
    Takes,
    /// It refuses the call.
    Refuses,
    /// It depends on the moment: calls that are up, logins, registrations.
    Open,
    /// The call was decided before; what it would have said is told all the same.
    NotAsked,
}

impl Engine {
    /// What would become of this INVITE, as far as the settings tell. Whoever claims to be a user is taken for it;
    /// calls that are up, bans and registrations are not looked at.
    pub fn explain(&self, request: &Message, flow: &Flow) -> Explanation {
        let gate = self.gate.as_registered(&self.settings);
        let mut case = Case::of(&self.settings, &self.plan, &gate, request, flow);
        let mut findings = Vec::new();
        let verdict = case.decide(None, |step, answer| {
            let (standing, because) = match answer {
                Answer::On(because) | Answer::Known(_, because) if step.kind == Kind::Door => {
                    (Standing::Passes, because)
                }
                Answer::On(because) | Answer::Known(_, because) => (Standing::Misses, because),
                Answer::Open(on) => (Standing::Open, &format!("not asked here, it depends on the moment: {on}")),
                Answer::Take(Verdict::Refuse(..) | Verdict::Drop(_), because) => (Standing::Refuses, because),
                Answer::Take(_, because) => (Standing::Takes, because),
            };
            findings.push(Finding { step: step.name, rule: step.rule, standing, because: because.clone() });
        });
        let rest = STEPS.iter().skip(findings.len()).map(|step| Finding {
            step: step.name,
            rule: step.rule,
            standing: Standing::NotAsked,
            because: format!("comes later and {}", otherwise(step, &case.asked(step))),
        });
        findings.extend(rest.collect::<Vec<_>>());
        let refusal = match &verdict {
            Verdict::Refuse(_, why, _) | Verdict::Drop(why) => Some(why.name()),
            _ => None,
        };
        let mut open = open_questions(&verdict, case.has_user());
        if findings.iter().any(|own| own.step == "registration" && own.standing == Standing::Takes) {
            open.insert(
                0,
                "whether that trunk knows us: where our REGISTER was refused the step is passed over".into(),
            );
        }
        Explanation { findings, outcome: outcome(&self.settings, &verdict), refusal, open }
    }

    /// Whether the host is one of an organisation, and of which.
    pub fn organization_of_host(&self, host: &str) -> Option<&str> {
        organization_of_host(&self.settings, &self.plan.own, host).map(|directory| directory.name)
    }
}

/// What a step would say that comes after the one that has decided.
fn otherwise(step: &Step, answer: &Answer<'_>) -> String {
    match answer {
        Answer::Open(on) => format!("depends on the moment: {on}"),
        Answer::On(because) | Answer::Known(_, because) if step.kind == Kind::Door => {
            format!("would let the call pass: {because}")
        }
        Answer::On(because) | Answer::Known(_, because) => format!("would not fit: {because}"),
        Answer::Take(Verdict::Refuse(..) | Verdict::Drop(_), because) => format!("would refuse the call: {because}"),
        Answer::Take(_, because) => format!("would take the call: {because}"),
    }
}

fn outcome(settings: &Settings, verdict: &Verdict<'_>) -> String {
    match verdict {
        Verdict::Run(organization, application) => {
            let (url, method) = (&application.voice_url, application.voice_method.as_str());
            format!("asks {url} ({method}), a call of {organization}")
        }
        Verdict::Client(organization, login) => {
            format!("calls the telephones of {login} of {organization}, as <Dial><Client>{login}</Client></Dial>")
        }
        Verdict::Outbound { number, trunk } => {
            let trunk = outbound(settings, *trunk);
            format!("goes out through {trunk}, as <Dial><Number>{number}</Number></Dial>")
        }
        Verdict::Refuse(status, why, _) => format!("refused {status}: {why}"),
        Verdict::Drop(why) => format!("dropped without a reply: {why}"),
    }
}

/// Which trunk a number goes out by, by what, and which one stands by.
fn outbound(settings: &Settings, trunk: Option<&str>) -> String {
    let spoken = |name: &str| {
        let spoken = settings.trunks.get(name).and_then(|trunk| trunk.spoken());
        spoken.map_or_else(|| name.to_owned(), |spoken| format!("{name} by {spoken}"))
    };
    let own = &settings.outbound;
    match (trunk, &own.trunk, &own.fallback) {
        (Some(name), ..) => format!("trunk {}", spoken(name)),
        (None, Some(name), None) => format!("the outbound trunk {}", spoken(name)),
        (None, Some(name), Some(other)) => {
            format!("the outbound trunk {} (or {}, its fallback)", spoken(name), spoken(other))
        }
        (None, None, _) => "the outbound trunk".to_owned(),
    }
}

fn open_questions(verdict: &Verdict<'_>, logs_in: bool) -> Vec<String> {
    let mut open = Vec::new();
    if logs_in {
        open.push("the login is taken as right; a wrong one is refused with 403".to_owned());
    }
    match verdict {
        Verdict::Client(_, login) => {
            open.push(format!("whether {login} has a telephone registered: without one the call fails"));
        }
        Verdict::Refuse(..) | Verdict::Drop(_) => return open,
        _ => {}
    }
    open.push("bans, and how many calls trunks carry: they depend on the moment".to_owned());
    open
}
