//! A phone of a story: where it lives, what it knows, its manners, and its script.

use std::time::Duration;

use super::act::{Script, script};
use super::fault::Fault;
use super::line::Cursor;
use crate::media::offer::Codec;
use crate::sip::{Refresher, Reliability, TimerPolicy};
use crate::wire::sip::Transport;
use crate::wire::srtp::Suite;

/// What can follow the name of a phone.
pub(super) const PHONE_WORDS: &[&str] = &[
    "at",
    "number",
    "over",
    "codecs",
    "login",
    "agent",
    "demands",
    "declines",
    "secretive",
    "stranger",
    "careless",
    "stuttering",
    "mute",
    "talkative",
    "reporting",
    "reliable",
    "timer",
    "least",
    "refresher",
    "natted",
    "demanding",
    "options",
    "srtp",
    "on",
    "without",
];

/// A phone and what it does when it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct PhoneCard {
    /// Its name in the story.
    pub name: String,
    /// Where it is called.
    pub uri: String,
    /// The user of its From.
    pub number: String,
    /// How it calls.
    pub transport: Transport,
    /// Its codecs, best first.
    pub codecs: Vec<String>,
    /// What it answers challenges with: user and password.
    pub login: Option<(String, String)>,
    /// Whom it lets call.
    pub demands: Option<Demand>,
    /// What it answers to OPTIONS outside a call; what it understands unless said.
    pub options: Option<u16>,
    /// How it refuses to be transferred.
    pub declines: Option<u16>,
    /// Whether it encrypts its sound, and how it says so.
    pub seal: Seal,
    /// Lives in the network of IPv6.
    pub ipv6: bool,
    /// Its habits.
    pub habits: Vec<Habit>,
    /// Whether it knows reliable provisional responses.
    pub reliable: Reliability,
    /// Its session timer.
    pub timer: Option<TimerPolicy>,
    /// What it calls itself in User-Agent.
    pub agent: String,
    /// What it does when it is called.
    pub script: Script,
}

/// The digest credentials that a phone asks its callers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The user.
    pub user: String,
    /// The secret.
    pub password: String,
    /// 401, or 407 as a proxy asks.
    pub status: u16,
}

/// How a phone of a story takes encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// It knows none.
    Unknown,
    /// It offers RTP/SAVP, and takes nothing else.
    Required(Suite),
    /// It offers RTP/SAVP, and takes plain RTP too.
    Offered(Suite),
    /// It offers RTP/AVP with keys, and takes whatever comes: "best effort".
    Loose(Suite),
}

/// What a phone does all the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Lives outside the network that the engine trusts.
    Stranger,
    /// Never sends an ACK.
    Careless,
    /// Sends every message twice.
    Stuttering,
    /// Lets itself be transferred without telling how that goes.
    Secretive,
    /// Sends no sound.
    Mute,
    /// Sends sound all the time, not in short bursts.
    Talkative,
    /// Tells how it hears (RTCP).
    Reporting,
    /// Calls itself by a private address in Via and Contact.
    Natted,
    /// Knows no telephone-event: its keys are tones.
    WithoutEvents,
    /// Refuses an INVITE without an offer.
    WantsOffers,
}

impl PhoneCard {
    /// Reads `phone NAME … : SCRIPT` after its keyword.
    pub fn read(line: &mut Cursor) -> Result<Self, Fault> {
        let name = line.word("the name of the phone")?;
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') || name == "callwright" || name == "app" {
            return Err(
                line.fault_back("a phone's name is letters, digits and `-`, and neither `app` nor `callwright`")
            );
        }
        let mut card = Self::plain(&name);
        while !line.is_at_end() && line.peek() != ":" {
            card.word(line)?;
        }
        if line.take(":") && !line.is_at_end() {
            card.script = script(line)?;
        }
        Ok(card)
    }

    /// A phone of this name without anything special.
    pub fn plain(name: &str) -> Self {
        Self {
            name: name.into(),
            uri: format!("sip:{name}@{name}.example"),
            number: name.into(),
            transport: Transport::Udp,
            codecs: ["PCMU", "PCMA"].map(String::from).to_vec(),
            login: None,
            demands: None,
            options: None,
            declines: None,
            seal: Seal::Unknown,
            ipv6: false,
            habits: Vec::new(),
            reliable: Reliability::Off,
            timer: None,
            agent: format!("phone of {name}"),
            script: Script::new(),
        }
    }

    /// Whether it has this habit.
    pub fn is(&self, habit: Habit) -> bool {
        self.habits.contains(&habit)
    }

    fn timer(&mut self) -> &mut TimerPolicy {
        self.timer.get_or_insert_default()
    }

    fn word(&mut self, line: &mut Cursor) -> Result<(), Fault> {
        let habits = [
            ("stranger", Habit::Stranger),
            ("careless", Habit::Careless),
            ("stuttering", Habit::Stuttering),
            ("secretive", Habit::Secretive),
            ("mute", Habit::Mute),
            ("talkative", Habit::Talkative),
            ("reporting", Habit::Reporting),
            ("natted", Habit::Natted),
            ("demanding", Habit::WantsOffers),
        ];
        if let Some((_, habit)) = habits.into_iter().find(|(word, _)| line.take(word)) {
            self.habits.push(habit);
        } else if line.take("without") {
            line.need("events")?;
            self.habits.push(Habit::WithoutEvents);
        } else if line.take("at") {
            self.uri = sip_uri(line)?;
        } else if line.take("number") {
            self.number = line.word("a number")?;
        } else if line.take("over") {
            self.transport = transport(line)?;
        } else if line.take("codecs") {
            self.codecs = codecs(line)?;
        } else if line.take("login") {
            self.login = Some((line.word("a user")?, line.word("a password")?));
        } else if line.take("reliable") {
            self.reliable = if line.take("always") { Reliability::Required } else { Reliability::Supported };
        } else if line.take("timer") {
            self.timer().expires = seconds(line.span()?);
        } else if line.take("least") {
            self.timer().min_se = seconds(line.span()?);
        } else if line.take("refresher") {
            self.timer().refresher = refresher(line)?;
        } else if line.take("options") {
            self.options = Some(line.status()?);
        } else if line.take("on") {
            line.need("ipv6")?;
            self.ipv6 = true;
        } else if line.take("srtp") {
            self.seal = seal(line)?;
        } else if line.take("agent") {
            self.agent = line.word("a User-Agent")?;
        } else if line.take("demands") {
            self.demands = Some(demand(line)?);
        } else if line.take("declines") {
            self.declines = Some(line.status()?);
        } else {
            return Err(line.unknown("something about a phone", PHONE_WORDS));
        }
        Ok(())
    }
}

/// Names of codecs that the engine can name too.
pub(super) fn codecs(line: &mut Cursor) -> Result<Vec<String>, Fault> {
    let names: Vec<String> = line.word("codecs such as `PCMU,PCMA`")?.split(',').map(str::to_owned).collect();
    match names.iter().find_map(|name| name.parse::<Codec>().err()) {
        Some(unknown) => Err(line.fault_back(unknown.to_string())),
        None => Ok(names),
    }
}

fn seconds(span: Duration) -> u32 {
    u32::try_from(span.as_secs()).unwrap_or(u32::MAX)
}

fn refresher(line: &mut Cursor) -> Result<Refresher, Fault> {
    let sides = [("self", Refresher::Us), ("other", Refresher::Peer)];
    match sides.into_iter().find(|(name, _)| line.take(name)) {
        Some((_, side)) => Ok(side),
        None => Err(line.unknown("who refreshes", &sides.map(|(name, _)| name))),
    }
}

fn sip_uri(line: &mut Cursor) -> Result<String, Fault> {
    let uri = line.word("a SIP URI")?;
    // Without a user nobody could be told apart at the host, and calls would find no phone there.
    let address = uri.strip_prefix("sip:").and_then(|rest| rest.split_once('@'));
    match address.is_some_and(|(user, host)| !user.is_empty() && !host.is_empty()) {
        true => Ok(uri),
        false => {
            Err(line.fault_back("a phone lives at a URI with a user and a host, such as `sip:bob@phones.example`"))
        }
    }
}

fn transport(line: &mut Cursor) -> Result<Transport, Fault> {
    // Streets of the town have no browsers: a WebSocket is an edge's matter.
    let known = [Transport::Udp, Transport::Tcp, Transport::Tls];
    let said = known.into_iter().find(|transport| line.take(transport.label()));
    said.ok_or_else(|| line.unknown("a transport", &known.map(Transport::label)))
}

fn seal(line: &mut Cursor) -> Result<Seal, Fault> {
    type Kind = fn(Suite) -> Seal;
    let kinds: [(&str, Kind); 3] = [("required", Seal::Required), ("offered", Seal::Offered), ("loose", Seal::Loose)];
    let kind = kinds.into_iter().find(|(word, _)| line.take(word));
    let (_, kind) = kind.ok_or_else(|| line.unknown("a way to encrypt", &kinds.map(|(word, _)| word)))?;
    if !line.take("by") {
        return Ok(kind(Suite::Cm80));
    }
    let name = line.word("a crypto suite such as `AEAD_AES_128_GCM`")?;
    Suite::named(&name).map(kind).ok_or_else(|| line.fault_back("a crypto suite that is not known"))
}

fn demand(line: &mut Cursor) -> Result<Demand, Fault> {
    let (user, password) = (line.word("a user")?, line.word("a password")?);
    let status = if line.take("by") { line.status()? } else { 401 };
    match status {
        401 | 407 => Ok(Demand { user, password, status }),
        _ => Err(line.fault_back("credentials are demanded by 401 or 407")),
    }
}
