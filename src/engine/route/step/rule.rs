//! Where a call leads that was let in (spec §9.2 steps 1a–3, §9.3).

use super::{Answer, Case, Moment, Service, Verdict, on, refuse};
use crate::engine::gate::Source;
use crate::engine::route::Why;
use crate::engine::route::number::{self, CATCH_ALL, Found, How};
use crate::engine::settings::{Application, Directory};

/// 1a: an application of the user's own takes all its calls.
pub(super) fn own_application<'s>(case: &Case<'s>) -> Answer<'s> {
    let Some((login, user)) = case.user() else { return on("the caller is no user") };
    let home = case.home.map_or("", |home| home.name);
    match &user.application {
        // Whose application reads no texts sends them like anybody.
        Some(application) if case.service == Service::Text && application.sms_url.is_none() => {
            on(format!("users.{login}.application has no sms_url"))
        }
        Some(application) => {
            run(case, home, application, format!("users.{login}.application takes all calls of {login}"))
        }
        None => on(format!("users.{login} has no application")),
    }
}

/// 1b, 2a: another user is called. Not across organisations.
pub(super) fn client<'s>(case: &Case<'s>) -> Answer<'s> {
    let Some(directory) = case.directory() else { return on("no organisation") };
    let (called, name) = (&case.called, directory.name);
    let Some((login, user)) = directory.users.get_key_value(called) else {
        return on(format!("{} is no user of {name}", shown(called)));
    };
    if case.is_abroad() {
        return refuse(404, Why::OtherOrganization, format!("{login} is a user of {name}, the caller is not"));
    }
    if !user.active {
        return refuse(403, Why::Inactive, format!("users.{login}.active is off"));
    }
    Answer::Take(Verdict::Client(name, login), format!("{login} is a user of {name}"))
}

/// 1c, 2b: a number of the organisation that is called. Who belongs to another one reaches its names, not its telephone
/// numbers: those are for callers of its own and for trunks (spec §9.3).
pub(super) fn number<'s>(case: &Case<'s>) -> Answer<'s> {
    let Some(directory) = case.directory() else { return on("no organisation") };
    let Some(found) = found(case, &directory) else {
        let (called, name) = (shown(&case.called), directory.name);
        return on(format!("no number or pattern of {name} fits {called}{}", spoken(case)));
    };
    if case.is_abroad() && (number::is_public(found.key) || found.how == How::Pattern) {
        let because = format!("{} is a number of {}, the caller is not", found.key, directory.name);
        return refuse(404, Why::OtherOrganization, because);
    }
    run(case, directory.name, found.application, fits(&found))
}

/// 2b from the trunk side: carriers call our address, whatever organisation the number is of.
pub(super) fn number_of_another<'s>(case: &Case<'s>) -> Answer<'s> {
    if case.user().is_some() {
        return on("the caller is a user: numbers of other organisations are not for it");
    }
    let known = case.directory().map(|directory| directory.name);
    let others = case.settings.directories().filter(|other| Some(other.name) != known && other.active);
    let mut hits = others.filter_map(|other| Some((other, found(case, &other)?)));
    match hits.find(|(_, found)| number::is_public(found.key)) {
        Some((other, found)) => run(case, other.name, found.application, format!("{} of {}", fits(&found), other.name)),
        None => on("no other organisation has that telephone number"),
    }
}

/// §9.6: a carrier sends the calls of a registration to the user that was registered, whatever number was dialled. Only
/// the carrier that knows us may do so: to anybody else that user is nobody.
pub(super) fn registration<'s>(case: &Case<'s>, moment: Option<&mut Moment<'_>>) -> Answer<'s> {
    if case.user().is_some() {
        return on("the caller is a user");
    }
    if case.peers.is_empty() {
        return on("the source is no trunk");
    }
    let contact = case.contact.as_str();
    let mut trunks = case.settings.trunks.iter().filter(|(name, _)| case.peers.contains(name));
    let Some((name, _)) = trunks.find(|(_, own)| own.register && own.contact() == Some(contact)) else {
        let of = case.peers.join(", ");
        return on(format!("that Request-URI is not the one registered at trunk {of}"));
    };
    if moment.is_some_and(|moment| !moment.trunks.may_know_us(moment.now, name)) {
        return on(format!("trunk {name} does not know us: our registration there was refused or has run out"));
    }
    let found = case.directory().and_then(|directory| Some((directory, number_called(case, &directory, contact)?)));
    match found {
        Some((directory, found)) => {
            run(case, directory.name, found.application, format!("{} of trunk {name}", fits(&found)))
        }
        None => on(format!("{contact} is registered at trunk {name}, and no number is called so")),
    }
}

/// 3: any user at a SIP domain.
pub(super) fn domain<'s>(case: &Case<'s>) -> Answer<'s> {
    let Some(directory) = case.directory() else { return on("no organisation") };
    let domains = directory.sip_domains;
    match domains.iter().find(|(domain, _)| domain.eq_ignore_ascii_case(&case.host)) {
        Some((domain, application)) => {
            run(case, directory.name, application, format!("domain {domain} takes any user"))
        }
        None if domains.is_empty() => on(format!("{} has no SIP domain with an application", directory.name)),
        None => on(format!("no SIP domain of {} is called {}", directory.name, shown(&case.host))),
    }
}

/// The last of the numbers.
pub(super) fn catch_all<'s>(case: &Case<'s>) -> Answer<'s> {
    let Some(directory) = case.directory() else { return on("no organisation") };
    match directory.numbers.get(CATCH_ALL) {
        Some(_) if case.is_abroad() => on(format!("\"*\" of {} is for callers of its own", directory.name)),
        Some(application) => {
            run(case, directory.name, application, "number \"*\" takes what nothing else took".to_owned())
        }
        None => on(format!("{} has no number \"*\"", directory.name)),
    }
}

/// 1d: a user calls somebody outside.
pub(super) fn outbound<'s>(case: &Case<'s>) -> Answer<'s> {
    let Some((login, user)) = case.user() else { return on("the caller is no user") };
    if !case.settings.has_outbound() {
        return on("no trunk is set up for calls out");
    }
    let Some(number) = number::dialable(&case.called) else {
        return on(format!("{} is nothing that a telephone dials", shown(&case.called)));
    };
    if case.is_abroad() {
        return refuse(404, Why::OtherOrganization, "the host is of another organisation".to_owned());
    }
    if !user.outbound {
        return refuse(403, Why::NotPermitted, format!("users.{login}.outbound is off"));
    }
    match case.plan.tolls.judge(&number) {
        Ok(because) => {
            let because = format!("users.{login}.outbound is on, and {because}");
            Answer::Take(Verdict::Outbound { number, trunk: None }, because)
        }
        Err(because) => refuse(403, Why::Barred, because),
    }
}

/// 2c: a known peer uses us as its proxy.
pub(super) fn relay<'s>(case: &Case<'s>) -> Answer<'s> {
    let Source::Trunk(name) = &case.source else { return on("the source is no trunk") };
    if case.user().is_some() {
        return on("the caller is a user");
    }
    let Some(by) = case.settings.trunks.get(name).and_then(|trunk| trunk.relay.as_deref()) else {
        return on(format!("trunks.{name}.relay is not set"));
    };
    match number::dialable(&case.called) {
        Some(number) => {
            Answer::Take(Verdict::Outbound { number, trunk: Some(by) }, format!("trunks.{name}.relay is {by}"))
        }
        None => on(format!("{} is nothing that a telephone dials", shown(&case.called))),
    }
}

/// A number without a document leads nowhere (spec §9.3).
fn run<'s>(case: &Case<'s>, organization: &'s str, application: &'s Application, because: String) -> Answer<'s> {
    match case.service.document(application) {
        (None, setting) => refuse(404, Why::NoApplication, format!("{because}, but has no {setting}")),
        (Some(_), _) => Answer::Take(Verdict::Run(organization, application), because),
    }
}

fn found<'s>(case: &Case<'s>, directory: &Directory<'s>) -> Option<Found<'s>> {
    number_called(case, directory, &case.called)
}

fn number_called<'s>(case: &Case<'s>, directory: &Directory<'s>, called: &str) -> Option<Found<'s>> {
    number::find(directory, case.plan.patterns(directory.name), called, &case.settings.default_country)
}

fn fits(found: &Found<'_>) -> String {
    let key = found.key;
    match found.how {
        How::Exact => format!("number \"{key}\", as dialled"),
        How::Bare => format!("number \"{key}\", but for what makes it readable"),
        How::Plus => format!("number \"{key}\", but for the plus"),
        How::National => format!("number \"{key}\", the same with its country code"),
        How::Pattern => format!("pattern \"{key}\" is found in it"),
    }
}

/// As which number of the world it was looked for, where that is not plain.
fn spoken(case: &Case<'_>) -> String {
    match number::worldwide(&case.called, &case.settings.default_country) {
        Some(world) if !case.called.ends_with(&world) => format!(" or +{world}"),
        _ => String::new(),
    }
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "nobody" } else { text }
}
