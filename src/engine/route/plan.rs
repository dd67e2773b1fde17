//! What routing needs beside the settings, made of them once: patterns compiled and in order, our own hosts, what users
//! may call. A setting that cannot be used is refused here by its name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::loops::Loops;
use super::organization::OwnHosts;
use super::pattern::{Pattern, PatternFault};
use crate::engine::guard::Tolls;
use crate::engine::settings::{DEFAULT, Settings, SettingsFault};
use crate::sip;
use crate::wire::sip::Flow;

/// The dial plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::engine) struct DialPlan {
    pub(super) own: OwnHosts,
    loops: Loops,
    pub(in crate::engine) tolls: Tolls,
    /// Organisation → its patterns, the longest first.
    patterns: BTreeMap<String, Vec<Pattern>>,
}

impl DialPlan {
    /// The plan of these settings.
    pub(in crate::engine) fn of(settings: &Settings, sip: &sip::Config) -> Result<Self, SettingsFault> {
        let mut patterns = BTreeMap::new();
        for directory in settings.directories() {
            let compiled: Result<Vec<Pattern>, _> = directory.patterns.keys().map(|text| text.parse()).collect();
            let mut compiled = compiled.map_err(|fault| refused(directory.name, fault))?;
            compiled.sort_by(|a, b| a.rank().cmp(&b.rank()));
            patterns.insert(directory.name.to_owned(), compiled);
        }
        Ok(Self {
            own: OwnHosts::of(sip, settings),
            loops: Loops::of(sip, settings),
            tolls: Tolls::of(settings)?,
            patterns,
        })
    }

    /// What this machine is called.
    pub(in crate::engine) const fn own(&self) -> &OwnHosts {
        &self.own
    }

    /// A way that leads to ourselves, seen from its other end.
    pub(in crate::engine) fn turned(&self, flow: &Flow) -> Option<Flow> {
        self.loops.turned(flow)
    }

    /// Whether this came from ourselves.
    pub(in crate::engine) fn is_loop(&self, flow: &Flow) -> bool {
        self.loops.has(flow.transport, flow.peer)
    }

    /// The patterns of an organisation, the longest first.
    pub(super) fn patterns(&self, organization: &str) -> &[Pattern] {
        self.patterns.get(organization).map_or(&[], Vec::as_slice)
    }
}

fn refused(organization: &str, fault: PatternFault) -> SettingsFault {
    let table = match organization {
        DEFAULT => "patterns".to_owned(),
        name => format!("organizations.{name}.patterns"),
    };
    SettingsFault { setting: format!("{table}.\"{}\"", fault.pattern), text: fault.why }
}
