//! Telephones of a house that registers them: baresip and linphone on every transport, with SRTP and without, calling
//! each other, holding, and transferring blind and attended. Who is heard when is measured.

use crate::app::App;
use crate::desk::{Desk, Make, Manner, registered};
use crate::ear::{assert_apart, assert_hears};
use crate::engine::{Engine, Plan};
use crate::program::Folder;

const PASSWORD: &str = "wonderland";

/// Alice calls Bob, who transfers her to Carol; who has which telephone, and how all three register and talk.
#[derive(Clone, Copy, Debug)]
struct Row {
    manner: Manner,
    alice: Make,
    bob: Make,
    carol: Make,
}

impl Row {
    /// Both makes transfer, each to its own kind and, with SRTP, to the other's where it can.
    fn of(transport: &'static str) -> Vec<Self> {
        use Make::{Baresip, Linphone};
        let row = |encrypts, alice, bob, carol| {
            let manner = Manner { transport, encrypts, ..Manner::PLAIN };
            Self { manner, alice, bob, carol }
        };
        vec![
            row(false, Baresip, Linphone, Linphone),
            row(false, Linphone, Baresip, Baresip),
            row(true, Linphone, Linphone, Baresip),
            row(true, Baresip, Baresip, Linphone),
        ]
    }

    fn play(self) {
        let house = House::of(self.manner);
        let desk = |user, make| registered(make, user, PASSWORD, house.registrar(), self.manner);
        let [mut alice, mut bob, mut carol] =
            [desk("alice", self.alice), desk("bob", self.bob), desk("carol", self.carol)];
        let said = |what: &str| format!("{self:?}: {what}");
        let hear_each_other = |what: &str, one: &dyn Desk, other: &dyn Desk| {
            assert_hears(&said(&format!("{what}, the one")), one, other);
            assert_hears(&said(&format!("{what}, the other")), other, one);
        };

        call(&mut *alice, &house.uri("bob"), &mut *bob);
        hear_each_other("a call", &*alice, &*bob);
        alice.hold();
        assert_apart(&said("the caller holds"), [&*alice, &*bob]);
        alice.resume();
        hear_each_other("the caller resumed", &*alice, &*bob);
        if self.bob.asks_first() {
            bob.hold();
            assert_apart(&said("the callee holds"), [&*alice, &*bob]);
            call(&mut *bob, &house.uri("carol"), &mut *carol);
            bob.join();
            bob.ends();
            bob.ends();
            hear_each_other("transferred after a question", &*alice, &*carol);
            carol.hang_up();
            carol.ends();
            alice.ends();
            call(&mut *alice, &house.uri("bob"), &mut *bob);
            hear_each_other("the second call", &*alice, &*bob);
        }
        bob.transfer(&house.uri("carol"));
        carol.talks();
        bob.ends();
        hear_each_other("transferred blind", &*alice, &*carol);
        alice.hang_up();
        carol.ends();
        house.engine.is_at_rest();
    }
}

struct House {
    engine: Engine,
    manner: Manner,
    _app: App,
    _folder: Folder,
}

impl House {
    fn of(manner: Manner) -> Self {
        let (app, folder) = (App::start(&[]), Folder::new());
        let users = ["alice", "bob", "carol"].map(|user| format!("[users.{user}]\npassword = '{PASSWORD}'\n")).concat();
        let srtp = if manner.encrypts { "required" } else { "never" };
        let media = format!("addresses = ['127.0.0.1']\nsrtp = '{srtp}'\n");
        let engine = Engine::set_up(&folder, &app, &Plan { more: &users, media: &media, tls: true, ..Plan::default() });
        Self { engine, manner, _app: app, _folder: folder }
    }

    fn registrar(&self) -> std::net::SocketAddr {
        match self.manner.transport {
            "tls" => self.engine.tls,
            "tcp" => self.engine.tcp,
            _ => self.engine.udp,
        }
    }

    fn uri(&self, user: &str) -> String {
        // The telephones add their transport themselves.
        format!("sip:{user}@{}", self.registrar())
    }
}

fn call(caller: &mut dyn Desk, uri: &str, callee: &mut dyn Desk) {
    caller.dial(uri);
    caller.talks();
    callee.talks();
}

/// Two rows at once, since most of their time goes by in talk.
fn play(rows: &[Row]) {
    for pair in rows.chunks(2) {
        std::thread::scope(|scope| pair.iter().for_each(|row| drop(scope.spawn(|| row.play()))));
    }
}

#[test]
fn telephones_on_udp_call_hold_and_transfer() {
    play(&Row::of("udp"));
}

#[test]
fn telephones_on_tcp_call_hold_and_transfer() {
    play(&Row::of("tcp"));
}

#[test]
fn telephones_on_tls_call_hold_and_transfer() {
    play(&Row::of("tls"));
}
