//! `[organizations]`: groups of domains, numbers and users that do not see each other (spec §9.1). The top level of the
//! settings is one of them, the default organisation; [`Directory`] is how any of them is looked into.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Application, Settings, User};

/// What the default organisation is called.
pub const DEFAULT: &str = "default";

/// An organisation beside the default one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Organization {
    /// Calls from, to and by it are served; otherwise they are refused with 403.
    pub active: bool,
    /// SIP hosts that are its own, besides those of `sip_domains`.
    pub domains: Vec<String>,
    /// Realm of its digest challenges; the first of its domains unless set.
    pub realm: Option<String>,
    /// The server that wakes its telephones by push messages; `registrar.push_url` unless set.
    pub push_url: Option<String>,
    /// Number as dialled → application (spec §9.3); `*` is the catch-all.
    pub numbers: BTreeMap<String, Application>,
    /// Regular expression → application of the numbers that it finds (spec §9.3).
    pub patterns: BTreeMap<String, Application>,
    /// SIP domain → application for any user at that host (spec §9.2 step 3).
    pub sip_domains: BTreeMap<String, Application>,
    /// Login → digest user. The same login in two organisations is two users.
    pub users: BTreeMap<String, User>,
}

impl Default for Organization {
    fn default() -> Self {
        Self {
            active: true,
            domains: Vec::new(),
            realm: None,
            push_url: None,
            numbers: BTreeMap::new(),
            patterns: BTreeMap::new(),
            sip_domains: BTreeMap::new(),
            users: BTreeMap::new(),
        }
    }
}

/// One organisation, looked into.
#[derive(Clone, Copy, Debug)]
pub struct Directory<'s> {
    /// Its name, [`DEFAULT`] for the top level of the settings.
    pub name: &'s str,
    /// Whether it is served.
    pub active: bool,
    /// Realm of its challenges.
    pub realm: &'s str,
    /// Its hosts. The default organisation without any has every host that no other one has.
    pub domains: &'s [String],
    /// Number → application.
    pub numbers: &'s BTreeMap<String, Application>,
    /// Regular expression → application.
    pub patterns: &'s BTreeMap<String, Application>,
    /// SIP domain → application.
    pub sip_domains: &'s BTreeMap<String, Application>,
    /// Login → user.
    pub users: &'s BTreeMap<String, User>,
}

impl Directory<'_> {
    /// Whether `host` is one of its own by name. What the default organisation is called that names none is known to
    /// `engine/known_as`, as far as anybody has said it.
    pub fn has_host(&self, host: &str) -> bool {
        self.hosts().any(|own| own.eq_ignore_ascii_case(host))
    }

    /// Every host that it names.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.domains.iter().chain(self.sip_domains.keys()).map(String::as_str)
    }
}

impl Settings {
    /// All organisations, the default one first.
    pub fn directories(&self) -> impl Iterator<Item = Directory<'_>> {
        std::iter::once(self.default_directory()).chain(self.organizations.iter().map(|(name, own)| open(name, own)))
    }

    /// The organisation of this name.
    pub fn directory(&self, name: &str) -> Option<Directory<'_>> {
        match name {
            DEFAULT => Some(self.default_directory()),
            _ => self.organizations.get_key_value(name).map(|(name, own)| open(name, own)),
        }
    }

    /// The user of that login in that organisation.
    pub fn user(&self, organization: &str, login: &str) -> Option<&User> {
        self.directory(organization)?.users.get(login)
    }

    /// Whether anybody could log in.
    pub fn has_users(&self) -> bool {
        self.directories().any(|directory| !directory.users.is_empty())
    }

    fn default_directory(&self) -> Directory<'_> {
        Directory {
            name: DEFAULT,
            active: true,
            realm: &self.realm,
            domains: &self.own_domains,
            numbers: &self.numbers,
            patterns: &self.patterns,
            sip_domains: &self.domains,
            users: &self.users,
        }
    }
}

fn open<'s>(name: &'s str, own: &'s Organization) -> Directory<'s> {
    let first = own.domains.first().or_else(|| own.sip_domains.keys().next());
    Directory {
        name,
        active: own.active,
        realm: own.realm.as_deref().or(first.map(String::as_str)).unwrap_or(name),
        domains: &own.domains,
        numbers: &own.numbers,
        patterns: &own.patterns,
        sip_domains: &own.sip_domains,
        users: &own.users,
    }
}
