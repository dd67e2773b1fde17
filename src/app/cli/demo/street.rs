//! The stage of the demo: engine, web server and two telephones on one thread, and the
//! call from its first INVITE to the last callback.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::application::{Application, Asked, DOCUMENTS, FIRST, TOKEN, filled};
use super::judge::Evidence;
use super::show::{Place, Show};
use super::telephone::{Line, Telephone};
use super::watch::{ALICE, KATE, Watch};
use super::{DemoError, Wishes, until};
use crate::base::Time;
use crate::edge::clock::Clock;
use crate::edge::run::{House, Plan};
use crate::engine::{Application as Number, Census, Settings};
use crate::sim::story::{Act, Demand, Habit, PhoneCard};
use crate::sim::{Entry, Fate, Scene};
use crate::wire::sip::Transport;

/// What is called.
const NUMBER: &str = "+15550100";
/// How long Kate's phone rings.
const RINGING: Duration = Duration::from_millis(800);
/// From the INVITE to the first sound both ways at the latest: ringing, screening and a busy machine.
const SETTING_UP: Duration = Duration::from_secs(6);
/// How long the ending may take.
const ENDING: Duration = Duration::from_secs(3);
/// RTP ports: four lines, of which the call takes two.
const PORTS: u16 = 8;

/// Everybody, ready for the call.
pub(super) struct Street {
    clock: Clock,
    start: Time,
    wishes: Wishes,
    alice: Telephone,
    kate: Telephone,
    entries: UnboundedReceiver<Entry>,
    /// What was seen while waiting.
    seen: Vec<Entry>,
    asked: UnboundedReceiver<Asked>,
    evidence: Evidence,
    stage: Stage,
    terminate: Signal,
}

/// How far the call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It may last until then.
    Talking(Time),
    /// Somebody hung up; the rest is waited for until then.
    Ending(Time),
    /// All has come, or nothing more will.
    Over,
}

/// What runs beside the street.
pub(super) struct Beside {
    house: House,
    web: Web,
}

/// The web server at work.
type Web = Pin<Box<dyn Future<Output = io::Result<()>>>>;

impl Street {
    /// Binds everything and prints where it is. `data` is a folder that nobody needs afterwards.
    pub(super) async fn open(
        wishes: Wishes,
        data: &Path,
        show: &mut Show<'_>,
        clock: Clock,
    ) -> Result<(Self, Beside), DemoError> {
        let bound = |what| move |why| DemoError::Socket { what, why };
        let application = Application::bind().await.map_err(bound("the web server"))?;
        let lines = [Line::bind().await.map_err(bound("alice"))?, Line::bind().await.map_err(bound("kate"))?];
        let (watcher, entries) = mpsc::unbounded_channel();
        let mut watch = Watch::new(watcher);
        let plan = plan(wishes.port, data, application.url(FIRST)).map_err(bound("RTP"))?;
        let ports = plan.settings.media.clone();
        let house = plan.start().await?.watched(move |now, seen| watch.see(now, seen));
        show.begin(
            clock.now(),
            &places(&house, (ports.port_min, ports.port_max), &application, &lines),
            &filled(DOCUMENTS[0].1, lines[1].sip),
        )?;
        let target = house.locals().first().map_or(lines[0].sip, |(_, addr)| *addr);
        let [at_alice, at_kate] = lines;
        let cards = cards(at_kate.sip);
        let callee = at_kate.sip;
        let alice = Telephone::new(at_alice, &cards, 0, target);
        let kate = Telephone::new(at_kate, &cards, 1, target);
        let (web, asked) = application.serve(callee, clock.clone());
        let start = clock.now();
        let evidence = Evidence { seconds: wishes.seconds, ..Evidence::default() };
        let stage = Stage::Talking(start + SETTING_UP + Duration::from_secs(wishes.seconds));
        let terminate = signal(SignalKind::terminate()).map_err(bound("the signal"))?;
        let street =
            Self { clock, start, wishes, alice, kate, entries, seen: Vec::new(), asked, evidence, stage, terminate };
        Ok((street, Beside { house, web: Box::pin(web) }))
    }

    /// Lets the call happen, while engine and web server run beside it.
    pub(super) async fn play(mut self, beside: Beside, show: &mut Show<'_>) -> Result<Evidence, DemoError> {
        let Beside { house, mut web } = beside;
        let handle = house.handle();
        let mut engine = pin!(house.run());
        let call = Act::Call {
            to: NUMBER.into(),
            headers: Vec::new(),
            without_offer: false,
            without_answer: false,
            replacing: None,
        };
        self.alice.act(self.clock.now(), &call);
        loop {
            self.turn(show)?;
            if self.stage == Stage::Over {
                break;
            }
            self.stir(engine.as_mut(), &mut web).await?;
        }
        handle.stop().await;
        if !self.evidence.is_complete() {
            // A call that hangs is not waited for: the second wish ends the engine at once.
            handle.stop().await;
        }
        self.evidence.left = tokio::select! {
            census = engine => Some(census),
            _ = web => None,
        };
        self.collect(show)?;
        let Self { mut evidence, alice, kate, .. } = self;
        evidence.heard = [alice.ear.measure(&kate.microphone), kate.ear.measure(&alice.microphone)];
        evidence.received = kate.received().to_vec();
        Ok(evidence)
    }

    /// When the call began.
    pub(super) const fn start(&self) -> Time {
        self.start
    }

    /// Everything that can be done now.
    fn turn(&mut self, show: &mut Show<'_>) -> Result<(), DemoError> {
        let now = self.clock.now();
        let sent = |why| DemoError::Socket { what: "a telephone", why };
        self.alice.turn(now, &self.kate.microphone).map_err(sent)?;
        self.kate.turn(now, &self.alice.microphone).map_err(sent)?;
        self.collect(show)?;
        for (name, telephone) in [(ALICE, &mut self.alice), (KATE, &mut self.kate)] {
            for (at, what) in telephone.noticed.drain(..) {
                show.entry(&Entry { at, scene: Scene::Hears { phone: name.into(), what } })?;
            }
        }
        show.sound(now, &self.alice.ear, &self.kate.ear)?;
        self.stage = self.next_stage(now);
        Ok(())
    }

    /// Takes and shows what was seen.
    fn collect(&mut self, show: &mut Show<'_>) -> Result<(), DemoError> {
        self.seen.extend(std::iter::from_fn(|| self.entries.try_recv().ok()));
        for entry in self.seen.drain(..) {
            show.entry(&entry)?;
            match entry.scene {
                Scene::Over { cdr, .. } => self.evidence.records.push(cdr),
                Scene::Message { bytes, fate: Fate::Arrives, .. } if is_goodbye(&bytes) => self.evidence.goodbyes += 1,
                _ => {}
            }
        }
        self.evidence.asked.extend(std::iter::from_fn(|| self.asked.try_recv().ok()));
        Ok(())
    }

    fn next_stage(&mut self, now: Time) -> Stage {
        match self.stage {
            Stage::Talking(until) if self.has_heard_enough() || now >= until || !self.evidence.records.is_empty() => {
                self.kate.act(now, &Act::HangUp { reason: None });
                Stage::Ending(now + ENDING)
            }
            Stage::Ending(until) if self.evidence.is_complete() || now >= until => Stage::Over,
            stage => stage,
        }
    }

    fn has_heard_enough(&self) -> bool {
        let packets = self.alice.ear.packets().min(self.kate.ear.packets());
        packets as u64 >= self.wishes.seconds * 50
    }

    /// Waits until something happens to anybody.
    async fn stir(&mut self, engine: Pin<&mut impl Future<Output = Census>>, web: &mut Web) -> Result<(), DemoError> {
        let (Stage::Talking(limit) | Stage::Ending(limit)) = self.stage else { return Ok(()) };
        tokio::select! {
            () = self.alice.stir(&self.clock) => Ok(()),
            () = self.kate.stir(&self.clock) => Ok(()),
            () = until(&self.clock, Some(limit)) => Ok(()),
                        _ = engine => Err(DemoError::Ended("the engine")),
            _ = web => Err(DemoError::Ended("the web server")),
            _ = tokio::signal::ctrl_c() => Err(DemoError::Interrupted),
            _ = self.terminate.recv() => Err(DemoError::Interrupted),
        }
    }
}

/// Whether this answers a BYE.
fn is_goodbye(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.starts_with("SIP/2.0 200") && text.lines().any(|line| line.starts_with("CSeq:") && line.ends_with("BYE"))
}

/// What the engine is started with: loopback, free ports, the number, and hooks that may reach a private address.
fn plan(port: u16, data: &Path, voice_url: String) -> io::Result<Plan> {
    let mut settings = Settings::default();
    settings.account.auth_token = TOKEN.into();
    settings.numbers.insert(NUMBER.into(), Number { voice_url, ..Number::default() });
    settings.http.allow_private = true;
    (settings.media.port_min, settings.media.port_max) = free_ports(settings.media.port_min, settings.media.port_max)?;
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Ok(Plan {
        settings,
        udp: vec![here],
        streams: vec![(Transport::Tcp, here)],
        limits: Default::default(),
        tls: Default::default(),
        web: Default::default(),
        public_address: None,
        udp_limit: 1_300,
        failover: Duration::from_millis(3_500),
        name_servers: Vec::new(),
        name_timeout: Duration::from_millis(900),
        messages: Default::default(),
        admin: None,
        data: PathBuf::from(data),
        sounds: Default::default(),
        voice: Default::default(),
        recordings: Default::default(),
        journal: None,
        media_threads: 1,
        drain: Duration::from_secs(1),
    })
}

/// The first row of ports between `low` and `high` that nobody uses just now, on an even number.
fn free_ports(low: u16, high: u16) -> io::Result<(u16, u16)> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let is_free = |port: u16| UdpSocket::bind((here, port)).is_ok();
    let rows = (low..=high.saturating_sub(PORTS - 1)).step_by(usize::from(PORTS));
    let free = rows.map(|first| (first, first + PORTS - 1)).find(|(first, last)| (*first..=*last).all(is_free));
    free.ok_or_else(|| io::Error::new(io::ErrorKind::AddrInUse, format!("all UDP ports {low} to {high} are in use")))
}

/// Alice calls over UDP; Kate is called over TCP, wants a password and answers with a header of her own.
fn cards(kate: SocketAddr) -> [PhoneCard; 2] {
    let plain = |name: &str| PhoneCard { habits: vec![Habit::Talkative], ..PhoneCard::plain(name) };
    let alice = PhoneCard { number: "+15550001".into(), uri: "sip:alice@127.0.0.1".into(), ..plain(ALICE) };
    let answer = Act::Answer { headers: vec![("X-Ext".into(), "9".into())], unusable: false, twice: false };
    let kate = PhoneCard {
        uri: format!("sip:kate@{kate}"),
        transport: Transport::Tcp,
        demands: Some(Demand { user: "u".into(), password: "p".into(), status: 407 }),
        script: vec![Act::Ring { status: 180, early: false, headers: Vec::new() }, Act::Wait(RINGING), answer],
        ..plain(KATE)
    };
    [alice, kate]
}

fn places(house: &House, ports: (u16, u16), application: &Application, lines: &[Line; 2]) -> [Place; 4] {
    let engine: Vec<String> =
        house.locals().iter().map(|(transport, addr)| format!("{} {addr}", transport.name())).collect();
    let [alice, kate] = lines;
    [
        Place { name: ALICE, text: format!("SIP over UDP on {}, RTP on {}; calls {NUMBER}", alice.sip, alice.rtp) },
        Place {
            name: "callwright",
            text: format!("SIP over {}, RTP on {} to {}", engine.join(" and "), ports.0, ports.1),
        },
        Place { name: KATE, text: format!("SIP over TCP on {}, RTP on {}; wants a password", kate.sip, kate.rtp) },
        Place { name: "app", text: format!("{} for {NUMBER}, embedded from rcml-samples", application.url(FIRST)) },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_ports_with_one_taken_is_passed_over() {
        let (first, last) = free_ports(17_000, 18_000).unwrap();
        assert_eq!((first % 2, last - first), (0, PORTS - 1));
        let _taken = UdpSocket::bind((Ipv4Addr::LOCALHOST, first + 3)).unwrap();
        assert!(free_ports(first, 18_000).unwrap().0 > last);
        let error = free_ports(first, last).unwrap_err();
        assert!(error.to_string().contains("in use"), "{error}");
    }
}
