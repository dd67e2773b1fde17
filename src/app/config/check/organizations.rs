//! What every organisation has, the default one included: applications and users; and what keeps organisations apart.

use std::collections::BTreeMap;

use crate::engine::{Application, DEFAULT, Directory, Pattern, Settings, User};

use super::{Faults, application};

/// Faults of all organisations.
pub(super) fn check(settings: &Settings, faults: &mut Faults<'_>) {
    for directory in settings.directories() {
        let prefix = match directory.name {
            DEFAULT => Vec::new(),
            name => vec!["organizations", name],
        };
        applications(&prefix, &directory, faults);
        users(&prefix, directory.users, faults);
    }
    for (name, own) in &settings.applications {
        application(name, &["applications", name], own, faults);
    }
    referred(settings, faults);
    names(settings, faults);
    hosts(settings, faults);
    guard(settings, faults);
}

fn applications(prefix: &[&str], directory: &Directory<'_>, faults: &mut Faults<'_>) {
    let domains = if prefix.is_empty() { "domains" } else { "sip_domains" };
    let tables = [("numbers", directory.numbers), ("patterns", directory.patterns), (domains, directory.sip_domains)];
    for (table, entries) in tables {
        for (name, own) in entries {
            application(name, &[prefix, &[table, name]].concat(), own, faults);
        }
    }
    for text in directory.patterns.keys() {
        if let Err(fault) = text.parse::<Pattern>() {
            faults.error(&[prefix, &["patterns", text]].concat(), fault, "a regular expression without look-around");
        }
    }
}

/// Applications that others name.
fn referred(settings: &Settings, faults: &mut Faults<'_>) {
    let known = |name: &String| settings.applications.contains_key(name);
    let mut check = |path: &[&str], own: &Application| {
        if let Some(name) = own.refer_application.as_ref().filter(|name| !known(name)) {
            let help = "the name of a table under [applications]";
            faults.error(&[path, &["refer_application"]].concat(), format!("there is no application `{name}`"), help);
        }
    };
    settings.applications.iter().for_each(|(name, own)| check(&["applications", name], own));
    for directory in settings.directories() {
        let prefix = if directory.name == DEFAULT { Vec::new() } else { vec!["organizations", directory.name] };
        let domains = if prefix.is_empty() { "domains" } else { "sip_domains" };
        let tables =
            [("numbers", directory.numbers), ("patterns", directory.patterns), (domains, directory.sip_domains)];
        for (table, entries) in tables {
            entries.iter().for_each(|(name, own)| check(&[&prefix[..], &[table, name]].concat(), own));
        }
        for (login, user) in directory.users {
            if let Some(own) = &user.application {
                check(&[&prefix[..], &["users", login, "application"]].concat(), own);
            }
        }
    }
}

fn users(prefix: &[&str], users: &BTreeMap<String, User>, faults: &mut Faults<'_>) {
    for (login, user) in users {
        let at = |key| [prefix, &["users", login.as_str(), key]].concat();
        if user.password.is_empty() {
            let message = "a user without a password cannot be told from a stranger";
            faults.error(&at("password"), message, "set password");
        }
        if login.is_empty() || login.contains(|c: char| c == '?' || c.is_whitespace() || c.is_control()) {
            let message = format!("`{login}` cannot be a login");
            faults.error(&at("password"), message, "letters, digits and marks, without blanks and `?`");
        }
        if let Some(own) = &user.application {
            application(login, &at("application"), own, faults);
        }
    }
}

/// The top level of the file is the default organisation: there is no table for it.
fn names(settings: &Settings, faults: &mut Faults<'_>) {
    if settings.organizations.contains_key(DEFAULT) {
        let help = "write its numbers, domains and users at the top level of the file";
        faults.error(&["organizations", DEFAULT], "the default organisation has no table of its own", help);
    }
}

/// Prefixes and prices. The name of a rate is a number in quotes.
fn guard(settings: &Settings, faults: &mut Faults<'_>) {
    if let Err(fault) = settings.check_guard() {
        let path: Vec<&str> = fault.setting.splitn(2, '.').map(|part| part.trim_matches('"')).collect();
        faults.error(&path, fault.text, "digits with country code, such as \"49\" or \"1900\"");
    }
}

/// A host says whose a call is, so it cannot be two organisations'.
fn hosts(settings: &Settings, faults: &mut Faults<'_>) {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for directory in settings.directories() {
        let mut own: Vec<String> = directory.hosts().map(str::to_ascii_lowercase).collect();
        own.sort();
        own.dedup();
        for host in own {
            if let Some(other) = owners.get(&host) {
                let message = format!("`{host}` is of {other} already: whose would a call to it be?");
                let path = ["organizations", directory.name, "domains"];
                faults.error(&path, message, "remove one of them");
            }
            owners.insert(host, directory.name);
        }
    }
}
