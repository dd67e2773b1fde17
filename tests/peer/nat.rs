//! A real NAT between the engine and a telephone: three network namespaces of our own, a veth pair between each two,
//! and nftables in the middle. Nothing of it is seen by the rest of the machine, and it goes with the test.
//!
//! This needs the rights of root. CALLWRIGHT_SKIP_NAT leaves it out, which the test says.

use std::fs::File;
use std::net::UdpSocket;
use std::os::fd::AsFd;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::app::App;
use crate::baresip::{Model, Phone};
use crate::desk::Manner;
use crate::ear::SECOND;
use crate::engine::{self, Engine, Plan};
use crate::program::{Folder, lasts, until};
use crate::sipp::{Part, Sipp};
use crate::sound::{assert_heard, assert_not_heard};

/// The outside, and what stands for it: the engine or telephones; the NAT; one address translated to one inside.
const OUTSIDE: &str = "198.18.0.1";
const NAT: &str = "198.18.0.2";
const PUBLIC: &str = "198.18.0.3";
/// The inside, and its gateway.
const INSIDE: &str = "192.168.77.2";
const GATEWAY: &str = "192.168.77.1";

/// Seconds after which a NAT forgets who is silent, where that matters.
const FORGETS: u8 = 4;

/// A namespace, until dropped.
struct Net(String);

/// Outside, NAT, inside.
struct Nets {
    outside: Net,
    inside: Net,
    nat: Net,
}

impl Net {
    fn new(label: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let net = Self(format!("cw{}-{count}-{label}", std::process::id()));
        ip(&["netns", "add", &net.0]);
        net.ip(&["link", "set", "lo", "up"]);
        net
    }

    fn ip(&self, args: &[&str]) {
        ip(&[&["-n", &self.0], args].concat());
    }

    /// Gives one end of a cable to this namespace and the other to `other`.
    fn cable(&self, own: (&str, &str), other: &Self, others: (&str, &str)) {
        self.ip(&["link", "add", own.0, "type", "veth", "peer", "name", others.0, "netns", &other.0]);
        for (net, (name, addr)) in [(self, own), (other, others)] {
            net.ip(&["addr", "add", &format!("{addr}/24"), "dev", name]);
            net.ip(&["link", "set", name, "up"]);
        }
    }

    /// Does something inside, on a thread of its own, since a thread alone can move:
    /// sockets made and programs started there stay there.
    fn enter<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let name = &self.0;
        let moved = move || {
            let space = File::open(format!("/run/netns/{name}")).expect("the namespace is there");
            move_into_link_name_space(space.as_fd(), Some(LinkNameSpaceType::Network)).expect("root may do this");
            work()
        };
        let done = std::thread::scope(|scope| scope.spawn(moved).join());
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        // The next ones are to be removed even if this one cannot be.
        let _ = Command::new("ip").args(["netns", "del", &self.0]).status();
    }
}

impl Nets {
    /// The networks with these rules of the NAT, or nothing where the test is to be left out.
    fn with(rules: &str) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "the variable says so and nothing else can")]
        if std::env::var_os("CALLWRIGHT_SKIP_NAT").is_some() {
            eprintln!("left out: CALLWRIGHT_SKIP_NAT is set");
            return None;
        }
        assert!(
            rustix::process::geteuid().is_root(),
            "network namespaces need root: run as root, or set CALLWRIGHT_SKIP_NAT to leave this out"
        );
        let [outside, nat, inside] = ["out", "nat", "in"].map(Net::new);
        outside.cable(("wan", OUTSIDE), &nat, ("wan", NAT));
        inside.cable(("lan", INSIDE), &nat, ("lan", GATEWAY));
        inside.ip(&["route", "add", "default", "via", GATEWAY]);
        nat.ip(&["addr", "add", &format!("{PUBLIC}/24"), "dev", "wan"]);
        nat.enter(|| {
            std::fs::write("/proc/sys/net/ipv4/ip_forward", "1").expect("this namespace may forward");
            run(Command::new("nft").arg(format!("table ip nat {{\n{rules}\n}}\n")));
        });
        Some(Self { outside, inside, nat })
    }
}

impl Nets {
    /// The NAT forgets an exchange of UDP after so many seconds of silence.
    fn forgets_after(&self, seconds: u8) {
        self.nat.enter(|| {
            for name in ["nf_conntrack_udp_timeout", "nf_conntrack_udp_timeout_stream"] {
                let path = format!("/proc/sys/net/netfilter/{name}");
                std::fs::write(path, seconds.to_string()).expect("this namespace has a memory of its own");
            }
        });
    }
}

/// Everything that leaves has the address of the NAT; `how` may be `fully-random`, for other ports too.
fn masquerade(how: &str) -> String {
    format!("chain out {{ type nat hook postrouting priority srcnat; oifname \"wan\" masquerade {how}; }}")
}

/// One address outside is one address inside.
fn one_to_one() -> String {
    format!(
        "chain out {{ type nat hook postrouting priority srcnat; ip saddr {INSIDE} oifname \"wan\" snat to {PUBLIC}; }}\n\
         chain in {{ type nat hook prerouting priority dstnat; ip daddr {PUBLIC} dnat to {INSIDE}; }}"
    )
}

fn ip(args: &[&str]) {
    run(Command::new("ip").args(args));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}; scripts/test installs it"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// An engine in a network, and the document that leads to a telephone.
struct Exchange {
    _app: App,
    engine: Engine,
    _folder: Folder,
}

impl Exchange {
    fn start(net: &Net, plan: &Plan<'_>, callee: &Phone) -> Self {
        let document = format!("<Response><Dial action='/done'><Sip>{}</Sip></Dial></Response>", callee.uri());
        net.enter(|| {
            let (app, folder) = (App::start(&[("/voice", document)]), Folder::new());
            let engine = Engine::set_up(&folder, &app, plan);
            Self { _app: app, engine, _folder: folder }
        })
    }
}

/// Alice has called; both talk, the callee hangs up, and each has heard the other.
fn talk(mut exchange: Exchange, net: &Net, alice: Phone, mut carol: Phone) {
    for phone in [&alice, &carol] {
        phone.sees("CALL_ESTABLISHED");
        phone.hears(4 * SECOND);
    }
    // The BYE has to find its way through the NAT.
    carol.command("hangup", "");
    for phone in [&alice, &carol] {
        phone.sees("CALL_CLOSED");
    }
    let engine = &mut exchange.engine;
    assert_eq!(engine.records(2), ["inbound completed 200", "outbound-dial completed 200"]);
    net.enter(move || engine.is_at_rest());
    let (voice_of_alice, voice_of_carol) = (alice.voice.clone(), carol.voice.clone());
    let (to_alice, to_carol) = (alice.quit(), carol.quit());
    assert_heard("carol", &voice_of_carol, &to_alice);
    assert_heard("alice", &voice_of_alice, &to_carol);
    assert_not_heard("alice", &voice_of_alice, &to_alice);
}

/// An engine outside with two users, Carol registered beside it and Alice from behind the NAT, which forgets soon; what
/// the engine does about that every so many seconds.
fn registered(nets: &Nets, options_every: u8) -> (Exchange, Phone, Phone) {
    nets.forgets_after(FORGETS);
    let users = ["alice", "carol"].map(|user| format!("[users.{user}]\npassword = 'wonderland'\n")).concat();
    let more = format!("{users}[registrar]\noptions_every = {options_every}\n");
    let media = format!("addresses = ['{OUTSIDE}']\n");
    let plan = Plan { host: OUTSIDE, more: &more, media: &media, ..Plan::default() };
    let exchange = nets.outside.enter(|| {
        let (app, folder) = (App::start(&[]), Folder::new());
        let engine = Engine::set_up(&folder, &app, &plan);
        Exchange { _app: app, engine, _folder: folder }
    });
    let registrar = exchange.engine.udp;
    let [alice, carol] = [("alice", &nets.inside, INSIDE), ("carol", &nets.outside, OUTSIDE)]
        .map(|(user, net, host)| net.enter(|| Phone::registered(host, user, "wonderland", registrar, Manner::PLAIN)));
    (exchange, alice, carol)
}

#[test]
fn a_telephone_behind_a_nat_is_called_long_after_the_nat_would_have_forgotten_it() {
    let Some(nets) = Nets::with(&masquerade("fully-random")) else { return };
    let (exchange, alice, mut carol) = registered(&nets, 2);
    // Three times as long as the NAT remembers; each telephone is asked.
    let admin = exchange.engine.admin;
    nets.outside.enter(|| {
        until("signs of life are asked for", || {
            let metrics = engine::admin(admin, "/metrics");
            const ASKED: &str = "callwright_sip_messages_total{direction=\"out\",transport=\"udp\",kind=\"OPTIONS\"} ";
            let count = metrics.lines().find_map(|line| line.strip_prefix(ASKED)?.parse::<u32>().ok());
            count.is_some_and(|count| count >= 12)
        });
    });
    carol.command("dial", &format!("sip:alice@{}", exchange.engine.udp));
    talk(exchange, &nets.outside, carol, alice);
}

/// What the test above is about: this NAT does forget.
#[test]
fn a_nat_forgets_who_is_silent_for_longer_than_it_remembers() {
    let Some(nets) = Nets::with(&masquerade("fully-random")) else { return };
    nets.forgets_after(FORGETS);
    let socket = |net: &Net, host| net.enter(|| UdpSocket::bind((host, 0))).expect("a free port");
    let (inside, outside) = (socket(&nets.inside, INSIDE), socket(&nets.outside, OUTSIDE));
    inside.set_read_timeout(Some(Duration::from_secs(1))).expect("not zero");
    inside.send_to(b"here", outside.local_addr().expect("bound")).expect("there is a way out");
    let mut packet = [0; 8];
    let (_, there) = outside.recv_from(&mut packet).expect("it arrives");
    outside.send_to(b"at once", there).expect("there is a way in");
    assert_eq!(inside.recv(&mut packet).expect("remembered"), 7);
    lasts(Duration::from_secs(u64::from(FORGETS) + 2));
    outside.send_to(b"late", there).expect("it is sent");
    inside.recv(&mut packet).expect_err("forgotten");
}

/// A telephone inside calls one outside by an engine outside.
fn call_out(rules: &str, mediaenc: Option<&'static str>) {
    let Some(nets) = Nets::with(rules) else { return };
    let model = |user, host| Model { host, mediaenc, ..Model::new(user, "PCMU") };
    let carol = nets.outside.enter(|| Phone::set_up(&Model { mediaenc: None, ..model("carol", OUTSIDE) }));
    let mut alice = nets.inside.enter(|| Phone::set_up(&model("alice", INSIDE)));
    let media = format!("addresses = ['{OUTSIDE}']\n");
    let plan =
        Plan { host: OUTSIDE, more: "[trunks.all]\nsources = ['198.18.0.0/24']\n", media: &media, ..Plan::default() };
    let exchange = Exchange::start(&nets.outside, &plan, &carol);
    alice.command("dial", &format!("sip:100@{}", exchange.engine.udp));
    talk(exchange, &nets.outside, alice, carol);
}

#[test]
fn a_telephone_behind_a_nat_that_keeps_its_port_calls_out() {
    call_out(&masquerade(""), None);
}

#[test]
fn a_telephone_behind_a_nat_that_changes_every_port_calls_out() {
    call_out(&masquerade("fully-random"), None);
}

#[test]
fn a_telephone_behind_a_nat_encrypts() {
    call_out(&masquerade("fully-random"), Some("srtp-mand"));
}

#[test]
fn a_caller_behind_a_nat_without_rport_is_answered() {
    let Some(nets) = Nets::with(&masquerade("")) else { return };
    let callee = nets
        .outside
        .enter(|| Sipp::callee(Part::new("callee_hears_bye", "desk").on(OUTSIDE).with("ring", 50).with("linger", 0)));
    let media = format!("addresses = ['{OUTSIDE}']\n");
    let plan =
        Plan { host: OUTSIDE, more: "[trunks.all]\nsources = ['198.18.0.0/24']\n", media: &media, ..Plan::default() };
    let document = format!("<Response><Dial action='/done'><Sip>{}</Sip></Dial></Response>", callee.uri());
    nets.outside.enter(|| {
        let (app, folder) = (App::start(&[("/voice", document)]), Folder::new());
        let engine = Engine::set_up(&folder, &app, &plan);
        let caller = nets
            .inside
            .enter(|| Sipp::caller(Part::new("caller_hangs_up", "bob").on(INSIDE).with("hold", 200), engine.udp));
        let wire = caller.succeeds();
        assert!(wire.contains(&format!("received={NAT}")) && !wire.contains("rport"), "{wire}");
        callee.succeeds();
        assert_eq!(app.wait("/done", 1)[0].param("DialCallStatus"), "completed");
        engine.is_at_rest();
    });
}

#[test]
fn one_engine_serves_a_telephone_inside_and_a_trunk_outside() {
    let Some(nets) = Nets::with(&one_to_one()) else { return };
    let model = |user, host| Model { host, ..Model::new(user, "PCMU") };
    // The gateway stands for a telephone inside: to it the public address
    // leads nowhere, as the one inside does to Carol.
    let mut alice = nets.nat.enter(|| Phone::set_up(&model("alice", GATEWAY)));
    let carol = nets.outside.enter(|| Phone::set_up(&model("carol", OUTSIDE)));
    let more = format!(
        "[trunks.inside]\nsources = ['192.168.77.0/24']\n\
         [trunks.carrier]\nuri = '{OUTSIDE}'\nsources = ['{OUTSIDE}']\npublic_address = '{PUBLIC}'\ntransports = ['udp']\n"
    );
    let media = format!("addresses = ['{INSIDE}']\n");
    let plan = Plan { host: INSIDE, more: &more, media: &media, ..Plan::default() };
    let exchange = Exchange::start(&nets.inside, &plan, &carol);
    alice.command("dial", &format!("sip:100@{}", exchange.engine.udp));
    talk(exchange, &nets.inside, alice, carol);
}

#[test]
fn an_engine_behind_a_one_to_one_nat_tells_its_public_address() {
    let Some(nets) = Nets::with(&one_to_one()) else { return };
    let model = |user| Model { host: OUTSIDE, ..Model::new(user, "PCMU") };
    let [mut alice, carol] = ["alice", "carol"].map(|user| nets.outside.enter(|| Phone::set_up(&model(user))));
    let media = format!("addresses = ['{INSIDE}']\npublic_address = '{PUBLIC}'\n");
    let plan = Plan {
        host: INSIDE,
        more: "[trunks.all]\nsources = ['198.18.0.0/24']\n",
        sip: &format!("public_address = '{PUBLIC}'\n"),
        media: &media,
        ..Plan::default()
    };
    let exchange = Exchange::start(&nets.inside, &plan, &carol);
    alice.command("dial", &format!("sip:100@{PUBLIC}:{}", exchange.engine.udp.port()));
    talk(exchange, &nets.inside, alice, carol);
}
