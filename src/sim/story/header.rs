//! The head of a story: its phones, the weather on the net, and the lines that become settings of the engine.

use std::time::Duration;

use super::act::{Script, script};
use super::fault::Fault;
use super::line::Cursor;
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
    "reliable",
    "timer",
    "least",
    "refresher",
    "natted",
    "options",
    "srtp",
    "on",
];

/// What can follow `net`.
pub(super) const NET_WORDS: &[&str] = &["delay", "jitter", "loss", "duplicate", "reorder"];

/// The virtual server of the story's documents.
pub const APP: &str = "http://app.example";

/// What happens to datagrams on their way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weather {
    /// One way.
    pub delay: Duration,
    /// Up to so much more, drawn anew for each.
    pub jitter: Duration,
    /// The share that never arrives.
    pub loss: f64,
    /// The share that arrives twice.
    pub duplicate: f64,
    /// The share that is held back until later ones have passed.
    pub reorder: f64,
}

impl Default for Weather {
    fn default() -> Self {
        Self { delay: Duration::from_millis(10), jitter: Duration::ZERO, loss: 0.0, duplicate: 0.0, reorder: 0.0 }
    }
}

impl Weather {
    /// Whether a message may be lost, come twice or be overtaken.
    pub fn is_rough(&self) -> bool {
        self.loss > 0.0 || self.duplicate > 0.0 || self.reorder > 0.0
    }
}

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
    /// Calls itself by a private address in Via and Contact.
    Natted,
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
            ("natted", Habit::Natted),
        ];
        if let Some((_, habit)) = habits.into_iter().find(|(word, _)| line.take(word)) {
            self.habits.push(habit);
        } else if line.take("at") {
            self.uri = sip_uri(line)?;
        } else if line.take("number") {
            self.number = line.word("a number")?;
        } else if line.take("over") {
            self.transport = transport(line)?;
        } else if line.take("codecs") {
            self.codecs = line.word("codecs such as `PCMU,PCMA`")?.split(',').map(str::to_owned).collect();
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

/// Reads `net delay 40ms loss 5% …` after its keyword.
pub(super) fn weather(line: &mut Cursor, weather: &mut Weather) -> Result<(), Fault> {
    while !line.is_at_end() {
        if line.take("delay") {
            weather.delay = line.span()?;
        } else if line.take("jitter") {
            weather.jitter = line.span()?;
        } else if line.take("loss") {
            weather.loss = line.share()?;
        } else if line.take("duplicate") {
            weather.duplicate = line.share()?;
        } else if line.take("reorder") {
            weather.reorder = line.share()?;
        } else {
            return Err(line.unknown("something about the net", NET_WORDS));
        }
    }
    Ok(())
}

/// Reads `NUMBER -> URL …` into the table of applications named `kind`.
pub(super) fn application(line: &mut Cursor, kind: &str) -> Result<toml::Table, Fault> {
    let name = line.word("a number, a domain or `*`")?;
    line.need("->")?;
    let table = hooks(line)?;
    line.end()?;
    Ok(nested(&[kind, &name], table.into()))
}

/// Reads `user NAME PASSWORD [-> URL …]` after its keyword.
pub(super) fn user(line: &mut Cursor) -> Result<toml::Table, Fault> {
    let name = line.word("a user")?;
    let mut table = toml::Table::new();
    table.insert("password".into(), line.word("a password")?.into());
    if line.take("->") {
        table.insert("application".into(), hooks(line)?.into());
    }
    line.end()?;
    Ok(nested(&["users", &name], table.into()))
}

/// Reads `proxy URI [login USER PASSWORD]` after its keyword: a trunk of that name, and numbers go to it.
pub(super) fn proxy(line: &mut Cursor) -> Result<toml::Table, Fault> {
    let mut table = toml::Table::new();
    table.insert("uri".into(), line.word("a SIP URI")?.into());
    if line.take("login") {
        table.insert("username".into(), line.word("a user")?.into());
        table.insert("password".into(), line.word("a password")?.into());
    }
    line.end()?;
    let mut tables = nested(&["trunks", "proxy"], table.into());
    merge(&mut tables, nested(&["outbound", "trunk"], "proxy".into()));
    Ok(tables)
}

/// Reads `config KEY = VALUE` after its keyword.
pub(super) fn config(line: &mut Cursor) -> Result<toml::Table, Fault> {
    let before = line.clone();
    let text = line.rest();
    toml::from_str(text).map_err(|error| before.fault(format!("not a setting: {}", error.message())))
}

/// Lays `over` upon `under`, table by table.
pub(super) fn merge(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => merge(below, above),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// A whole URL: paths lie on the story's own server.
pub fn whole_url(path: &str) -> String {
    match path.contains("://") {
        true => path.to_owned(),
        false => format!("{APP}/{}", path.trim_start_matches('/')),
    }
}

fn hooks(line: &mut Cursor) -> Result<toml::Table, Fault> {
    let mut table = toml::Table::new();
    hook(line, &mut table, "voice_url", "voice_method")?;
    while !line.is_at_end() {
        if line.take("fallback") {
            hook(line, &mut table, "voice_fallback_url", "voice_fallback_method")?;
        } else if line.take("status") {
            hook(line, &mut table, "status_callback", "status_callback_method")?;
        } else if line.take("refer") {
            hook(line, &mut table, "refer_url", "refer_method")?;
        } else if line.take("events") {
            let events = line.word("events such as `ringing,completed`")?;
            let events: Vec<toml::Value> = events.split([',', ' ']).map(|event| event.trim().into()).collect();
            table.insert("status_callback_event".into(), events.into());
        } else {
            return Err(
                line.unknown("something about an application", &["by", "fallback", "status", "events", "refer"])
            );
        }
    }
    Ok(table)
}

fn hook(line: &mut Cursor, table: &mut toml::Table, url: &str, method: &str) -> Result<(), Fault> {
    table.insert(url.into(), whole_url(&line.word("a document such as `/main.xml`")?).into());
    if line.take("by") {
        table.insert(method.into(), line.word("GET or POST")?.into());
    }
    Ok(())
}

fn nested(path: &[&str], value: toml::Value) -> toml::Table {
    let folded = path.iter().rev().fold(value, |inner, key| {
        let mut table = toml::Table::new();
        table.insert((*key).to_owned(), inner);
        table.into()
    });
    match folded {
        toml::Value::Table(table) => table,
        _ => toml::Table::new(),
    }
}

fn sip_uri(line: &mut Cursor) -> Result<String, Fault> {
    let uri = line.word("a SIP URI")?;
    match uri.strip_prefix("sip:").is_some_and(|rest| !rest.is_empty()) {
        true => Ok(uri),
        false => Err(line.fault_back("a phone lives at a URI such as `sip:bob@phones.example`")),
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
