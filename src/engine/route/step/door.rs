//! Whether a call is let in at all (spec §9.1, §9.2 step 1; threats-and-faults A1, A12).

use super::{Answer, Caller, Case, Moment, Verdict, on, refuse};
use crate::engine::events;
use crate::engine::gate::Source;
use crate::engine::route::caller::{self, Challenger, Visit};
use crate::engine::route::{Decision, Why};

/// A user part is at most so long (spec §12).
const LONGEST: usize = 255;

/// What is called can be an address at all.
pub(super) fn address<'s>(case: &Case<'s>) -> Answer<'s> {
    let called = &case.called;
    match called.chars().count() > LONGEST || called.chars().any(char::is_control) {
        true => refuse(484, Why::BadAddress, "it is longer than 255 characters or has control characters"),
        false if called.is_empty() => on("nobody is called by name"),
        false => on(format!("{called} is called")),
    }
}

/// Where it comes from.
pub(super) fn source<'s>(case: &Case<'s>) -> Answer<'s> {
    match &case.source {
        Source::Own => on("this machine: trusted"),
        Source::Trunk(name) => on(format!("an address of trunk {name}: trusted")),
        Source::Stranger if case.settings.has_users() => on(format!("{}: has to log in", stranger(case))),
        Source::Stranger => {
            let because = format!("{}, and there is no user it could log in as", stranger(case));
            Answer::Take(Verdict::Drop(Why::Stranger), because)
        }
    }
}

fn stranger(case: &Case<'_>) -> String {
    let named = case.estranged.as_ref().and_then(|name| Some((name, case.settings.trunks.get(name)?.spoken()?)));
    match named {
        Some((name, spoken)) => format!("an address of trunk {name}, which speaks {spoken}, so a stranger"),
        None => "a stranger".to_owned(),
    }
}

/// Whose host is called.
pub(super) fn organization<'s>(case: &Case<'s>) -> Answer<'s> {
    let host = &case.host;
    let Some(directory) = case.directory() else {
        return refuse(404, Why::UnknownOrganization, format!("{host} is no host of any organisation"));
    };
    let name = directory.name;
    if !directory.active {
        return refuse(403, Why::Inactive, format!("organizations.{name}.active is off"));
    }
    let because = match (case.target, directory.has_host(host)) {
        (None, _) => format!("{name}, where it comes from: {host} is no host of any organisation"),
        (_, true) => format!("{name} has the host {host}"),
        (_, false) if host.is_empty() => format!("{name}: no host is named"),
        (_, false) if case.plan.own.has(host) => format!("{name}: {host} is this machine"),
        (_, false) => format!("{name}: {host} is no host of another organisation"),
    };
    on(because)
}

/// Whether a call is taken at all.
pub(super) fn overload<'s>(case: &Case<'s>, moment: Option<&mut Moment<'_>>) -> Answer<'s> {
    let most = case.settings.limits.calls;
    match moment.map(|moment| moment.overload) {
        None => Answer::Open(format!("no shut-down, and fewer calls than limits.calls ({most})")),
        Some(None) => on("there is room"),
        Some(Some(why)) => {
            Answer::Take(Verdict::Refuse(503, why, events::retry_after()), "limits.calls or a shut-down".to_owned())
        }
    }
}

/// Who is calling. A digest that is right comes before the question whether its user is active, which is the other way
/// round in spec §9.2: nobody shall learn without a password who has an account here (threats-and-faults A2).
pub(super) fn login<'s>(case: &Case<'s>, moment: Option<&mut Moment<'_>>) -> Answer<'s> {
    let Some(moment) = moment else { return claimed(case) };
    let visit = Visit { now: moment.now, request: moment.request, flow: moment.flow, by: Challenger::Proxy };
    match visit.log_in(case.settings, case.plan, moment.gate) {
        Ok(caller::Caller::User(id)) => match case.home.and_then(|home| home.users.get_key_value(&id.login)) {
            Some((login, user)) => Answer::Known(Caller::User(login, user), format!("user {login}, by digest")),
            None => refuse(403, Why::WrongLogin, "no such user"),
        },
        Ok(caller::Caller::Peer) => Answer::Known(Caller::Other, "its source is trusted".to_owned()),
        Err(Decision::Refuse { status, headers, why }) => {
            Answer::Take(Verdict::Refuse(status, why, headers), why.to_string())
        }
        Err(Decision::Drop(why)) => Answer::Take(Verdict::Drop(why), why.to_string()),
        Err(Decision::Run(_)) => refuse(500, Why::WrongLogin, "a login leads nowhere by itself"),
    }
}

/// Whether a user may have one call more (threats-and-faults A11).
pub(super) fn guard<'s>(case: &Case<'s>, moment: Option<&mut Moment<'_>>) -> Answer<'s> {
    let Some(id) = case.user_id() else { return on("the caller is no user") };
    let Some(moment) = moment else {
        return Answer::Open(format!("the calls of {} at once and in this minute", id.login));
    };
    match moment.guard.admits(moment.now, case.settings, &id) {
        Ok(()) => on("it may have one call more"),
        Err(why) => refuse(403, why, why.to_string()),
    }
}

/// Who it says is calling, taken at its word.
fn claimed<'s>(case: &Case<'s>) -> Answer<'s> {
    let home = case.home.map_or("nobody", |home| home.name);
    match case.caller {
        Caller::User(login, user) if !user.active || case.home.is_some_and(|home| !home.active) => {
            refuse(403, Why::Inactive, format!("user {login} of {home} or its organisation is not active"))
        }
        Caller::User(login, _) => on(format!("user {login} of {home}, by digest")),
        Caller::Other if case.source == Source::Stranger => {
            refuse(407, Why::LoginRequired, format!("From is no user of {home}: it has to log in as one"))
        }
        Caller::Other if case.must_prove() => {
            refuse(407, Why::LoginRequired, format!("the trunk has to log in, and From is no user of {home}"))
        }
        Caller::Other => on(format!("From is no user of {home}, and its source is trusted")),
    }
}
