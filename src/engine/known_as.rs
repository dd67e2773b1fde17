//! What whoever asks calls us, where nobody has told us a name (`own_domains` is empty): the host that its telephone is
//! registered at, and the one that the call was sent to. It is so for that user and that call alone, and leads no further
//! than an INVITE of theirs to that host. What we are told of hosts is in `route/organization`.

use std::net::IpAddr;

use super::Engine;
use super::onward::Asker;
use crate::call::call::{CallId, ROOT};
use crate::call::family::Family;
use crate::call::trunk::Trunk;
use crate::sip::registrar::Aor;
use crate::wire::sip::Uri;

impl Engine {
    /// Whether an address of nobody that we are told of is ours in the mouth of whoever is at the far end of that call.
    pub(super) fn is_known_as(&self, family: &Family, call: CallId, asker: &Asker, to: &Uri) -> bool {
        let host = to.host();
        self.settings.own_domains.is_empty()
            && self.is_elsewhere(to)
            && !self.is_of_others(host)
            && (was_called_at(family, call, host) || self.has_registered_at(asker, host))
    }

    /// A carrier may send its calls to a name of its own, and a telephone may be registered at any: neither makes a
    /// trunk of ours, nor a host that transfers are told to reach.
    fn is_of_others(&self, host: &str) -> bool {
        let is_it = |other: &str| other.eq_ignore_ascii_case(host);
        let has_it = |trunk: &Trunk| {
            is_it(trunk.uri.host()) || trunk.route.as_ref().is_some_and(|route| is_it(route.uri.host()))
        };
        let of_trunk = self.rules.trunks.values().any(has_it);
        let at_trunk = || host.parse::<IpAddr>().is_ok_and(|ip| self.gate.trunk_at(ip).is_some());
        of_trunk || at_trunk() || self.settings.transfer.hosts.iter().any(|named| is_it(named))
    }

    /// Whether a telephone of that user is registered at that host.
    fn has_registered_at(&self, asker: &Asker, host: &str) -> bool {
        let Asker::User(id) = asker else { return false };
        let aor = Aor::from(id.clone());
        let mut names = self.registrar.of(&aor).filter_map(|binding| binding.domain.as_ref());
        names.any(|name| name.eq_ignore_ascii_case(host))
    }
}

/// Whether the call was sent to that host: in the words of its caller, and of all others in it where that one has
/// logged in. What a peer calls us that is known by its address may be its own name.
fn was_called_at(family: &Family, call: CallId, host: &str) -> bool {
    let caller = &family.call(ROOT).party;
    let is_believed = call == ROOT || caller.username.is_some();
    let is_its_own = caller.source_ip.as_deref() == Some(host);
    is_believed && !is_its_own && caller.domain.as_ref().is_some_and(|domain| domain.eq_ignore_ascii_case(host))
}
