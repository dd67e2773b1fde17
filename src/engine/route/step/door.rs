//! Whether a call is let in at all (spec §9.1, §9.2 step 1; threats-and-faults A1, A12).

use super::{Answer, Caller, Case, Verdict, on, refuse};
use crate::engine::gate::Source;
use crate::engine::route::Why;

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
        Source::Stranger if case.settings.has_users() => on("a stranger: has to log in"),
        Source::Stranger => {
            let because = "a stranger, and there is no user it could log in as";
            Answer::Take(Verdict::Drop(Why::Stranger), because.to_owned())
        }
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

/// Who is calling.
pub(super) fn login<'s>(case: &Case<'s>) -> Answer<'s> {
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
