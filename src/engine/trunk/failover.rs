//! Which of two trunks calls to numbers go to (spec §9.6): after so many failed calls the active one and the one that
//! stands by change places, and back again the same way.

use serde::{Deserialize, Serialize};

use crate::engine::settings::{Settings, SettingsFault};

/// The active trunk and the one that stands by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Failover {
    active: Option<String>,
    standby: Option<String>,
    /// Failed calls that make them change places; 0 never does.
    most: u32,
    failed: u32,
}

/// Whether a refusal counts as a failed call: 401 and above, but neither challenges nor unknown numbers (spec §9.6).
pub(super) fn counts(status: u16) -> bool {
    status >= 401 && !matches!(status, 401 | 404 | 407)
}

impl Failover {
    /// As `[outbound]` says; both must be trunks with an address.
    pub(super) fn new(settings: &Settings) -> Result<Self, SettingsFault> {
        let own = &settings.outbound;
        for (key, name) in [("outbound.trunk", &own.trunk), ("outbound.fallback", &own.fallback)] {
            let Some(name) = name else { continue };
            if settings.trunks.get(name).is_none_or(|trunk| trunk.uri.is_none()) {
                let text = format!("there is no [trunks.{name}] with a uri");
                return Err(SettingsFault { setting: key.to_owned(), text });
            }
        }
        for (name, trunk) in &settings.trunks {
            let Some(relay) = &trunk.relay else { continue };
            if settings.trunks.get(relay).is_none_or(|trunk| trunk.uri.is_none()) {
                let text = format!("there is no [trunks.{relay}] with a uri");
                return Err(SettingsFault { setting: format!("trunks.{name}.relay"), text });
            }
        }
        let (active, standby) = (own.trunk.clone(), own.fallback.clone());
        if active.is_none() && standby.is_some() {
            let text = "a fallback needs a trunk before it".to_owned();
            return Err(SettingsFault { setting: "outbound.fallback".to_owned(), text });
        }
        if active.is_some() && active == standby {
            let text = "it is outbound.trunk itself, which cannot stand in for itself: name another trunk, or none";
            return Err(SettingsFault { setting: "outbound.fallback".to_owned(), text: text.to_owned() });
        }
        Ok(Self { active, standby, most: own.max_failed_calls, failed: 0 })
    }

    /// Where calls to numbers go.
    pub(super) fn active(&self) -> Option<&str> {
        self.active.as_deref()
    }

    /// Where they would go next.
    pub(super) fn standby(&self) -> Option<&str> {
        self.standby.as_deref()
    }

    /// The other one of the two.
    pub(super) fn other_than(&self, name: &str) -> Option<&str> {
        match (self.active(), self.standby()) {
            (Some(active), Some(standby)) if active == name => Some(standby),
            (Some(active), Some(standby)) if standby == name => Some(active),
            _ => None,
        }
    }

    /// A call by this trunk failed; whether the two changed places.
    pub(super) fn on_failed(&mut self, name: &str) -> bool {
        if self.active.as_deref() != Some(name) {
            return false;
        }
        self.failed = self.failed.saturating_add(1);
        self.failed >= self.most && self.most > 0 && self.turn()
    }

    /// These trunks are dead; whether the two changed places.
    pub(super) fn on_health(&mut self, dead: &[&str]) -> bool {
        let is_dead = |name: &Option<String>| name.as_deref().is_some_and(|name| dead.contains(&name));
        is_dead(&self.active) && !is_dead(&self.standby) && self.turn()
    }

    fn turn(&mut self) -> bool {
        self.failed = 0;
        if self.standby.is_none() {
            return false;
        }
        std::mem::swap(&mut self.active, &mut self.standby);
        true
    }
}
