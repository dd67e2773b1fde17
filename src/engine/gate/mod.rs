//! Who may come in: sources by address before a byte is read, users by digest afterwards (threats-and-faults A1–A4,
//! A13). A default install trusts loopback alone and drops the rest without a word.

mod brute;
mod flood;
mod login;
mod network;
mod scanner;

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::settings::{Settings, SettingsFault, Trunk};
use super::trunk::Setup;
use super::{Level, Note};
use crate::base::{Rng, Time};
use crate::wire::sip::{Algorithm, Flow, Message, Transport};

use brute::Brute;
use flood::Floods;
use login::Nonces;
pub(super) use login::{Asked, Login};
use network::Network;

/// At most one note of a kind in this span: a flood does not become a flood of log lines.
const NOTE_REST: Duration = Duration::from_secs(10);

/// Addresses that one trunk may turn out to have.
const ADDRESSES: usize = 16;

/// The door.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Gate {
    /// Addresses of trunks, each with the name of its trunk.
    trusted: Vec<(Network, String)>,
    /// Where trunks that know us by a registration turned out to be.
    welcome: Vec<(IpAddr, String)>,
    /// The transports of trunks that do not speak all.
    transports: BTreeMap<String, Vec<Transport>>,
    /// There are digest users, so strangers may try to be one.
    users: bool,
    floods: Floods,
    /// Those of trunks, whose addresses may be forged.
    trunk_floods: Floods,
    brute: Brute,
    /// In small letters.
    scanners: Vec<String>,
    nonces: Nonces,
    strangers: Tally,
    estranged: Tally,
    flooders: Tally,
    trunk_flooders: Tally,
    scanned: Tally,
    banned: Tally,
    challenged: Tally,
    challenged_strangers: Tally,
    notes: VecDeque<Note>,
}

/// Who is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// This machine.
    Own,
    /// The trunk of that name.
    Trunk(String),
    /// Nobody we know.
    Stranger,
}

/// Drops of one kind, summed up for the log.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Tally {
    dropped: u64,
    quiet_until: Time,
}

impl Gate {
    /// The door as the settings want it.
    pub(super) fn new(settings: &Settings, rng: Rng) -> Result<Self, SettingsFault> {
        Ok(Self {
            trusted: trusted(settings)?,
            welcome: Vec::new(),
            transports: narrowed(settings),
            users: settings.has_users(),
            floods: Floods::new(settings.limits.invites_per_second, settings.limits.flood_rest),
            trunk_floods: Floods::of_trunks(settings.limits.trunk_invites_per_second),
            brute: Brute::new(&settings.guard),
            scanners: settings.guard.scanners.iter().map(|name| name.to_lowercase()).collect(),
            nonces: Nonces::new(rng, algorithms(settings)?),
            strangers: Tally::default(),
            estranged: Tally::default(),
            flooders: Tally::default(),
            trunk_flooders: Tally::default(),
            scanned: Tally::default(),
            banned: Tally::default(),
            challenged: Tally::default(),
            challenged_strangers: Tally::default(),
            notes: VecDeque::new(),
        })
    }

    /// Whether a message may reach the SIP machines; one that may not is dropped without a reply.
    pub(super) fn admits(&mut self, now: Time, flow: &Flow, bytes: &[u8]) -> bool {
        let source = flow.peer.ip();
        if self.trusts(flow) {
            return self.admits_trunk(now, flow, bytes);
        }
        if self.trunk_at(source).is_some() {
            self.note_estranged(now, flow);
        }
        if scanner::is_scanner(bytes, &self.scanners) {
            return self.drop_scanner(now, flow);
        }
        if self.brute.is_banned(now, source) {
            return self.drop_banned(now, flow);
        }
        if !self.users {
            return self.drop_stranger(now, flow);
        }
        if bytes.starts_with(b"INVITE ") && !self.floods.lets(now, source) {
            return self.drop_flooder(now, flow);
        }
        true
    }

    /// Whether a trunk, or whoever forges its address, may send one more.
    fn admits_trunk(&mut self, now: Time, flow: &Flow, bytes: &[u8]) -> bool {
        let source = flow.peer.ip().to_canonical();
        if !bytes.starts_with(b"INVITE ") || source.is_loopback() || self.trunk_floods.lets(now, source) {
            return true;
        }
        let text = "dropped: more INVITEs from the address of a trunk than limits.trunk_invites_per_second allows";
        self.notes.extend(self.trunk_flooders.count(now, flow, "trunk_flood", text));
        false
    }

    /// Whether it comes from this machine, or from a trunk by a transport of its own.
    pub(super) fn trusts(&self, flow: &Flow) -> bool {
        flow.peer.ip().to_canonical().is_loopback() || self.trunk(flow).is_some()
    }

    /// The trunk that this comes from. By a transport that the trunk does not speak a stranger comes, whatever his
    /// address: over UDP it may be forged (threats-and-faults A9).
    pub(super) fn trunk(&self, flow: &Flow) -> Option<&str> {
        self.at(flow.peer.ip()).find(|name| self.speaks(name, flow.transport))
    }

    /// The same of a request. Several accounts at one carrier come from one address: the call of each is sent to the
    /// contact that it has registered.
    pub(super) fn trunk_of(&self, settings: &Settings, request: &Message, flow: &Flow) -> Option<&str> {
        let user = request.uri().and_then(|uri| uri.user());
        let is_called = |name: &&str| {
            let own = settings.trunks.get(*name).filter(|own| own.register);
            user.is_some() && own.and_then(Trunk::contact) == user.as_deref()
        };
        let mut here = self.at(flow.peer.ip()).filter(|name| self.speaks(name, flow.transport));
        here.find(is_called).or_else(|| self.trunk(flow))
    }

    /// The trunk at this address, whatever it speaks.
    pub(super) fn trunk_at(&self, source: IpAddr) -> Option<&str> {
        self.at(source).next()
    }

    /// All trunks that this may come from: two accounts at one carrier are two of them.
    pub(super) fn trunks(&self, flow: &Flow) -> Vec<String> {
        let speaking = self.at(flow.peer.ip()).filter(|name| self.speaks(name, flow.transport));
        let mut names: Vec<String> = speaking.map(str::to_owned).collect();
        names.dedup();
        names
    }

    fn at(&self, source: IpAddr) -> impl Iterator<Item = &str> {
        let source = source.to_canonical();
        let listed = self.trusted.iter().filter(move |(network, _)| network.contains(source)).map(|(_, name)| name);
        let known = self.welcome.iter().filter(move |(ip, _)| *ip == source).map(|(_, name)| name);
        listed.chain(known).map(String::as_str)
    }

    fn speaks(&self, trunk: &str, transport: Transport) -> bool {
        self.transports.get(trunk).is_none_or(|own| own.contains(&transport))
    }

    /// Whether a host is that of the peer that this comes from: the address itself, or what its trunk is called.
    pub(super) fn has_host(&self, settings: &Settings, flow: &Flow, host: &str) -> bool {
        let is_address = host.parse().is_ok_and(|ip: IpAddr| ip.to_canonical() == flow.peer.ip().to_canonical());
        let has_name = |name: &String| {
            let uri = settings.trunks.get(name).and_then(|trunk| Setup::of(name, trunk).ok()?.uri);
            uri.is_some_and(|uri| uri.host().eq_ignore_ascii_case(host))
        };
        is_address || self.trunks(flow).iter().any(has_name)
    }

    /// A trunk that knows us is at this address: its calls come from there.
    pub(super) fn welcome(&mut self, trunk: &str, source: IpAddr) {
        let source = source.to_canonical();
        if self.at(source).any(|name| name == trunk) {
            return;
        }
        // The oldest address of a trunk that moves and moves is forgotten.
        let mut of_trunk =
            (0..self.welcome.len()).filter(|at| self.welcome.get(*at).is_some_and(|(_, name)| name == trunk));
        if let (Some(first), true) = (of_trunk.next(), of_trunk.count() >= ADDRESSES) {
            self.welcome.remove(first);
        }
        self.welcome.push((source, trunk.to_owned()));
    }

    /// The same door once every trunk knows us that is registered at an address.
    pub(super) fn as_registered(&self, settings: &Settings) -> Self {
        let mut gate = self.clone();
        for (name, trunk) in settings.trunks.iter().filter(|(_, trunk)| trunk.register) {
            let uri = Setup::of(name, trunk).ok().and_then(|setup| setup.uri);
            if let Some(ip) = uri.and_then(|uri| uri.host().parse().ok()) {
                gate.welcome(name, ip);
            }
        }
        gate
    }

    /// Who sends this.
    pub(super) fn source(&self, settings: &Settings, request: &Message, flow: &Flow) -> Source {
        match self.trunk_of(settings, request, flow) {
            Some(name) => Source::Trunk(name.to_owned()),
            None if flow.peer.ip().to_canonical().is_loopback() => Source::Own,
            None => Source::Stranger,
        }
    }

    /// A login came out wrong.
    pub(super) fn on_wrong_login(&mut self, now: Time, flow: &Flow, account: &str) {
        let source = flow.peer.ip();
        let may_be_banned = !source.to_canonical().is_loopback() && self.trunk_at(source).is_none();
        if self.brute.on_wrong(now, source, account, may_be_banned) {
            let text = "a source is banned: guard.login_failures wrong logins within guard.login_window; the last";
            let text = format!("{text} peer={}", flow.peer);
            self.notes.push_back(Note { call: None, level: Level::Warning, code: 0, name: "login_ban".into(), text });
        }
    }

    /// Whether that source has to leave that account alone for a while.
    pub(super) fn is_locked(&self, now: Time, source: IpAddr, account: &str) -> bool {
        self.brute.is_locked(now, source, account)
    }

    /// The nonces of digest users.
    pub(super) const fn nonces(&mut self) -> &mut Nonces {
        &mut self.nonces
    }

    /// Whoever logs in is challenged first, which is no news: a line now and then says of how many, and of strangers apart
    /// from users, for one of those may be a trunk whose address is not known. Nothing where none is due.
    pub(super) fn sum_challenges(&mut self, now: Time, is_user: bool, text: String) -> Option<String> {
        let tally = if is_user { &mut self.challenged } else { &mut self.challenged_strangers };
        match tally.sum(now)? {
            1 => Some(text),
            several => Some(format!("{text}; {several} since the last such line")),
        }
    }

    /// Hands out what should be logged.
    pub(super) fn poll(&mut self) -> Option<Note> {
        self.notes.pop_front()
    }

    fn drop_stranger(&mut self, now: Time, flow: &Flow) -> bool {
        let text = "dropped without a reply: the source is no trunk, and there are no users";
        self.notes.extend(self.strangers.count(now, flow, "unknown_source", text));
        false
    }

    /// The operator may have forgotten a transport; who forges an address has one more reason to be looked at.
    fn note_estranged(&mut self, now: Time, flow: &Flow) {
        let text = "came from the address of a trunk by a transport that is not among its transports: not trusted";
        self.notes.extend(self.estranged.count(now, flow, "trunk_transport", text));
    }

    fn drop_scanner(&mut self, now: Time, flow: &Flow) -> bool {
        let text = "dropped without a reply: their User-Agent is one of guard.scanners";
        self.notes.extend(self.scanned.count(now, flow, "scanner", text));
        false
    }

    fn drop_banned(&mut self, now: Time, flow: &Flow) -> bool {
        let text = "dropped without a reply: their source is banned for wrong logins";
        self.notes.extend(self.banned.count(now, flow, "banned_source", text));
        false
    }

    fn drop_flooder(&mut self, now: Time, flow: &Flow) -> bool {
        let text = "dropped: more INVITEs from one source than limits.invites_per_second allows";
        self.notes.extend(self.flooders.count(now, flow, "invite_flood", text));
        false
    }
}

impl Tally {
    /// One more; a note of all since the last note, with the address of this one.
    fn count(&mut self, now: Time, flow: &Flow, name: &str, text: &str) -> Option<Note> {
        let dropped = self.sum(now)?;
        let text = format!("{dropped} messages {text}; the last by {} peer={}", flow.transport.label(), flow.peer);
        Some(Note { call: None, level: Level::Warning, code: 0, name: name.into(), text })
    }

    /// One more: how many since the last note, where a note is due.
    fn sum(&mut self, now: Time) -> Option<u64> {
        self.dropped += 1;
        if now < self.quiet_until {
            return None;
        }
        self.quiet_until = now + NOTE_REST;
        Some(std::mem::take(&mut self.dropped))
    }
}

fn algorithms(settings: &Settings) -> Result<Vec<Algorithm>, SettingsFault> {
    let fault = |text: String| SettingsFault { setting: "digest_algorithms".into(), text };
    if settings.digest_algorithms.is_empty() {
        return Err(fault("no user could log in; write MD5, SHA-256 or both".into()));
    }
    let find =
        |name: &String| Algorithm::find(name).ok_or_else(|| fault(format!("\"{name}\" is neither MD5 nor SHA-256")));
    settings.digest_algorithms.iter().map(find).collect()
}

fn narrowed(settings: &Settings) -> BTreeMap<String, Vec<Transport>> {
    let narrow = settings.trunks.iter().filter(|(_, trunk)| !trunk.transports.is_empty());
    narrow.map(|(name, trunk)| (name.clone(), trunk.transports.clone())).collect()
}

fn trusted(settings: &Settings) -> Result<Vec<(Network, String)>, SettingsFault> {
    let mut networks = Vec::new();
    for (name, trunk) in &settings.trunks {
        for source in &trunk.sources {
            let network = source.parse().map_err(|why: network::NetworkFault| SettingsFault {
                setting: format!("trunks.{name}.sources"),
                text: format!("\"{source}\" {why}"),
            })?;
            networks.push((network, name.clone()));
        }
    }
    // An address belongs to whoever names it most closely.
    networks.sort_by_key(|(network, _): &(Network, String)| std::cmp::Reverse(network.bits()));
    Ok(networks)
}

#[cfg(test)]
mod tests {
    use super::super::settings::{Trunk, User};
    use super::*;

    fn flow(peer: &str) -> Flow {
        let local = "127.0.0.1:5060".parse().unwrap();
        Flow { transport: Transport::Udp, local, peer: format!("{peer}:5060").parse().unwrap() }
    }

    fn at(secs: i64) -> Time {
        Time::from_secs(1_000_000 + secs)
    }

    #[test]
    fn a1_a_default_install_trusts_loopback_alone_and_drops_the_rest() {
        let mut gate = Gate::new(&Settings::default(), Rng::seeded(1)).unwrap();
        assert!(gate.admits(at(0), &flow("127.0.0.1"), b"INVITE sip:x SIP/2.0"));
        assert!(!gate.admits(at(0), &flow("192.0.2.7"), b"INVITE sip:x SIP/2.0"));
        assert!(!gate.admits(at(1), &flow("192.0.2.8"), b"OPTIONS sip:x SIP/2.0"));
        let note = gate.poll().expect("a note");
        assert_eq!(note.name, "unknown_source");
        assert!(note.text.ends_with("; the last by udp peer=192.0.2.7:5060"), "{}", note.text);
        assert_eq!(gate.poll(), None, "one line for many drops");
    }

    #[test]
    fn a_trunk_is_known_by_its_addresses() {
        let trunk = Trunk { sources: vec!["192.0.2.0/24".into(), "2001:db8::5".into()], ..Trunk::default() };
        let settings = Settings { trunks: BTreeMap::from([("carrier".into(), trunk)]), ..Settings::default() };
        let mut gate = Gate::new(&settings, Rng::seeded(1)).unwrap();
        assert!(gate.admits(at(0), &flow("192.0.2.77"), b"INVITE "));
        assert!(gate.admits(at(0), &flow("[2001:db8::5]"), b"INVITE "));
        assert!(!gate.admits(at(0), &flow("192.0.3.1"), b"INVITE "));
        gate.welcome("carrier", "192.0.3.1".parse().unwrap());
        assert!(gate.admits(at(0), &flow("192.0.3.1"), b"INVITE "));
        assert_eq!(gate.trunk(&flow("192.0.3.1")), Some("carrier"));
    }

    #[test]
    fn a_trunk_by_a_transport_that_it_does_not_speak_is_a_stranger() {
        let trunk = Trunk {
            sources: vec!["192.0.2.7".into()],
            transports: vec![Transport::Tls, Transport::Tcp],
            ..Trunk::default()
        };
        let settings = Settings { trunks: BTreeMap::from([("carrier".into(), trunk)]), ..Settings::default() };
        let mut gate = Gate::new(&settings, Rng::seeded(1)).unwrap();
        let by = |transport| Flow { transport, ..flow("192.0.2.7") };
        assert!(gate.admits(at(0), &by(Transport::Tls), b"INVITE "));
        assert!(gate.admits(at(0), &by(Transport::Tcp), b"INVITE "));
        assert_eq!(gate.poll(), None);
        assert!(!gate.admits(at(0), &by(Transport::Udp), b"INVITE "));
        assert_eq!(gate.poll().map(|note| note.name), Some("trunk_transport".to_owned()));
        assert_eq!(gate.trunk(&by(Transport::Udp)), None);
        assert_eq!(gate.trunk_at("192.0.2.7".parse().unwrap()), Some("carrier"));
    }

    #[test]
    fn a9_the_rate_cap_holds_for_the_address_of_a_trunk_and_silences_nobody() {
        let trunk = Trunk { sources: vec!["192.0.2.7".into(), "192.0.2.8".into()], ..Trunk::default() };
        let mut settings = Settings { trunks: BTreeMap::from([("carrier".into(), trunk)]), ..Settings::default() };
        let admitted = |settings: &Settings, floods: usize| {
            let mut gate = Gate::new(settings, Rng::seeded(1)).unwrap();
            let from = |gate: &mut Gate, peer: &str, secs| gate.admits(at(secs), &flow(peer), b"INVITE sip:x");
            let first = (0..floods).filter(|_| from(&mut gate, "192.0.2.7", 0)).count();
            assert!(from(&mut gate, "192.0.2.8", 0) && gate.admits(at(0), &flow("192.0.2.7"), b"BYE sip:x"));
            // Nobody rests for it: the next two seconds are new.
            let next = (0..floods).filter(|_| from(&mut gate, "192.0.2.7", 2)).count();
            assert!((0..floods).all(|_| from(&mut gate, "127.0.0.1", 0)), "this machine is asked for no patience");
            (first, next, gate.poll().map(|note| note.name))
        };
        assert_eq!(admitted(&settings, 1000), (400, 400, Some("trunk_flood".to_owned())));
        settings.limits.trunk_invites_per_second = 3;
        assert_eq!(admitted(&settings, 100), (6, 6, Some("trunk_flood".to_owned())));
        settings.limits.trunk_invites_per_second = 0;
        assert_eq!(admitted(&settings, 1000), (1000, 1000, None));
    }

    #[test]
    fn a13_a_source_that_floods_is_dropped_for_a_while_and_others_are_not() {
        let mut settings = Settings::default();
        settings.users.insert("kate".into(), User::default());
        settings.limits.invites_per_second = 50;
        let mut gate = Gate::new(&settings, Rng::seeded(1)).unwrap();
        let let_in = (0..1000).filter(|_| gate.admits(at(0), &flow("192.0.2.7"), b"INVITE sip:x")).count();
        assert_eq!(let_in, 100);
        assert!(gate.admits(at(0), &flow("192.0.2.8"), b"INVITE sip:x"));
        assert!(!gate.admits(at(299), &flow("192.0.2.7"), b"INVITE sip:x"));
        assert!(gate.admits(at(301), &flow("192.0.2.7"), b"INVITE sip:x"));
    }
}
