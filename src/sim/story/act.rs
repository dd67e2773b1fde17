//! What a phone does: the verbs of a phone's script and of the play. A verb may stand for several
//! acts: `rings 2s` is to ring and then to wait.

use std::time::Duration;

use super::card::codecs;
use super::fault::Fault;
use super::line::Cursor;
use super::utter::{PressBy, Utterance, machine, press, utter};

/// The verbs of phones, as written.
pub(super) const VERBS: &[&str] = &[
    "waits",
    "talks",
    "rings",
    "answers",
    "refuses",
    "redirects",
    "calls",
    "presses",
    "says",
    "plays",
    "stays",
    "holds",
    "resumes",
    "hangs",
    "vanishes",
    "sends",
    "mutes",
    "speaks",
    "disconnects",
    "moves",
    "switches",
    "offers",
    "writes",
    "updates",
    "reinvites",
    "registers",
    "unregisters",
    "asks",
    "transfers",
    "joins",
];

/// What a phone does with a call, one after the other.
pub type Script = Vec<Act>;

/// One thing a phone does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Nothing for a while.
    Wait(Duration),
    /// Sends an INVITE.
    Call {
        /// A number, or a whole SIP URI.
        to: String,
        /// More headers.
        headers: Vec<(String, String)>,
        /// Without an offer: the engine makes it in its 200.
        without_offer: bool,
        /// Nor an answer to that.
        without_answer: bool,
        /// The phone whose call it wants the place of (RFC 3891).
        replacing: Option<String>,
    },
    /// Sends REFER.
    Transfer {
        /// Whom the other party shall call: a number, or a whole SIP URI.
        to: String,
        /// It does not want to hear how that goes (RFC 4488).
        unheard: bool,
    },
    /// Sends REFER with Replaces: the parties of its two calls shall be connected, and it leaves.
    Join {
        /// The other call must still ring.
        early_only: bool,
    },
    /// Sends 180, or 183 with its own sound, or another provisional status.
    Ring {
        /// The status.
        status: u16,
        /// With an answer and sound of its own.
        early: bool,
        /// More headers; a 487 has them too.
        headers: Vec<(String, String)>,
    },
    /// Sends 200.
    Answer {
        /// More headers of the 200.
        headers: Vec<(String, String)>,
        /// With an SDP that nobody can use.
        unusable: bool,
        /// A second 200 with another tag follows, as from a fork downstream.
        twice: bool,
    },
    /// Sends a final refusal.
    Refuse {
        /// The status.
        status: u16,
        /// More headers.
        headers: Vec<(String, String)>,
    },
    /// Presses keys, one after the other.
    Press {
        /// The keys.
        keys: String,
        /// How.
        by: PressBy,
    },
    /// Sends a sound of its own.
    Utter(Utterance),
    /// Puts the other side on hold.
    Hold(HoldBy),
    /// Ends the hold.
    Resume,
    /// Offers these codecs alone by re-INVITE.
    Switch(Vec<String>),
    /// Offers these codecs alone by re-INVITE, and takes what it always took.
    Offer(Vec<String>),
    /// Sends words in the call.
    Write {
        /// The words.
        words: String,
        /// What they are.
        kind: String,
    },
    /// Offers what it wants anew by UPDATE.
    Update,
    /// Re-INVITE without an offer.
    AskForOffer,
    /// BYE after the answer, CANCEL before it.
    HangUp {
        /// Value of the Reason header.
        reason: Option<String>,
    },
    /// From now on neither hears nor says anything: a cut cable.
    Vanish,
    /// Sends datagrams that are no SIP and RTP that is no RTP.
    Garbage,
    /// Closes its TCP connection to the engine.
    Disconnect,
    /// Speaks from other ports from now on, and is reached at those alone.
    Move,
    /// Sends REGISTER, without dialog.
    Register {
        /// Whose contact it says to be; the user of its From unless said.
        login: Option<String>,
        /// Expires; nothing is said about it unless given.
        seconds: Option<u32>,
        /// More headers. A Contact among them replaces its own.
        headers: Vec<(String, String)>,
    },
    /// Sends any other request without dialog.
    Ask {
        /// The method.
        method: String,
        /// A number, or a whole SIP URI.
        to: String,
        /// More headers.
        headers: Vec<(String, String)>,
        /// The body, plain text.
        body: String,
    },
    /// Stops sending sound.
    Mute,
    /// Sends sound again.
    Speak,
}

/// How a hold is told (RFC 3264 §8.4, and the old way).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldBy {
    /// `a=sendonly`.
    SendOnly,
    /// `a=inactive`.
    Inactive,
    /// `c=IN IP4 0.0.0.0`.
    Address,
    /// `m=audio 0`.
    Port,
}

/// Reads `rings 2s, answers, talks 10s, hangs up` to the end of the line.
pub(super) fn script(line: &mut Cursor) -> Result<Script, Fault> {
    let mut script = acts(line)?;
    while line.take(",") {
        script.extend(acts(line)?);
    }
    line.end()?;
    Ok(script)
}

/// Reads one verb and what belongs to it.
pub(super) fn acts(line: &mut Cursor) -> Result<Script, Fault> {
    let verb = line.peek().to_owned();
    if !VERBS.contains(&verb.as_str()) {
        return Err(line.unknown("something a phone does", VERBS));
    }
    line.take(&verb);
    Ok(match verb.as_str() {
        "waits" | "talks" => vec![Act::Wait(line.span()?)],
        "rings" => ring(line)?,
        "answers" if line.take_all(&["like", "a", "machine"]) => machine(line)?,
        "answers" => vec![answer(line)?],
        "refuses" => vec![Act::Refuse { status: line.status()?, headers: headers(line)? }],
        "redirects" => {
            line.need("to")?;
            let mut contacts = vec![format!("<{}>", line.word("a SIP URI")?)];
            while line.take("or") {
                contacts.push(format!("<{}>", line.word("a SIP URI")?));
            }
            vec![Act::Refuse { status: 302, headers: vec![("Contact".into(), contacts.join(", "))] }]
        }
        "calls" => {
            let to = line.word("a number or SIP URI")?;
            let without_offer = line.take_all(&["without", "offer"]);
            let without_answer = without_offer && line.take_all(&["or", "answer"]);
            let replacing = if line.take("replacing") { Some(line.word("a phone")?) } else { None };
            vec![Act::Call { to, without_offer, without_answer, replacing, headers: headers(line)? }]
        }
        "presses" => vec![press(line)?],
        "says" | "plays" | "stays" => utter(line, &verb)?,
        "holds" => vec![Act::Hold(hold(line)?)],
        "resumes" => vec![Act::Resume],
        "switches" => {
            line.need("to")?;
            vec![Act::Switch(codecs(line)?)]
        }
        "offers" => {
            vec![Act::Offer(line.word("codecs such as `PCMU,PCMA`")?.split(',').map(str::to_owned).collect())]
        }
        "writes" => {
            let words = line.word("what is written")?;
            let kind = if line.take("as") { line.word("a content type")? } else { "text/plain".to_owned() };
            vec![Act::Write { words, kind }]
        }
        "updates" => vec![Act::Update],
        "reinvites" => {
            line.need("without")?;
            line.need("offer")?;
            vec![Act::AskForOffer]
        }
        "hangs" => vec![hang_up(line)?],
        "vanishes" => vec![Act::Vanish],
        "sends" => {
            line.need("garbage")?;
            vec![Act::Garbage]
        }
        "disconnects" => vec![Act::Disconnect],
        "moves" => vec![Act::Move],
        "registers" => vec![register(line)?],
        "unregisters" => vec![Act::Register { login: None, seconds: Some(0), headers: headers(line)? }],
        "asks" => {
            let (method, to) = (line.word("a method")?, line.word("a number or SIP URI")?);
            let body = if line.take("saying") { line.word("a text")? } else { String::new() };
            vec![Act::Ask { method, to, body, headers: headers(line)? }]
        }
        "transfers" => {
            line.need("to")?;
            let to = line.word("a number or SIP URI")?;
            vec![Act::Transfer { to, unheard: line.take("unheard") }]
        }
        "joins" => vec![join(line)?],
        "mutes" => vec![Act::Mute],
        // "speaks": the list above holds no other
        _ => vec![Act::Speak],
    })
}

/// `its calls early only`.
fn join(line: &mut Cursor) -> Result<Act, Fault> {
    line.need("its")?;
    line.need("calls")?;
    let early_only = line.take("early");
    if early_only {
        line.need("only")?;
    }
    Ok(Act::Join { early_only })
}

/// `up because REASON`.
fn hang_up(line: &mut Cursor) -> Result<Act, Fault> {
    line.need("up")?;
    let reason = if line.take("because") { Some(line.word("a reason such as `Q.850;cause=16`")?) } else { None };
    Ok(Act::HangUp { reason })
}

/// `with X-A = 1 X-B = 2`.
pub(super) fn headers(line: &mut Cursor) -> Result<Vec<(String, String)>, Fault> {
    let mut headers = Vec::new();
    if !line.take("with") {
        return Ok(headers);
    }
    loop {
        let word = line.word("a header such as `X-Ext = 9`")?;
        match word.split_once('=') {
            Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
            None => {
                line.need("=")?;
                headers.push((word, line.word("the value of the header")?));
            }
        }
        if line.is_at_end() || line.peek() == "," {
            return Ok(headers);
        }
    }
}

fn ring(line: &mut Cursor) -> Result<Script, Fault> {
    let early = line.take_all(&["with", "sound"]);
    let by = line.take("by");
    let status = if by { line.status()? } else { 180 + 3 * u16::from(early) };
    if !(101..200).contains(&status) {
        return Err(line.fault_back("a phone rings by a status between 101 and 199"));
    }
    let wait = line.maybe_span().map(Act::Wait);
    let headers = headers(line)?;
    Ok([Some(Act::Ring { status, early, headers }), wait].into_iter().flatten().collect())
}

fn answer(line: &mut Cursor) -> Result<Act, Fault> {
    let twice = line.take("twice");
    let unusable = line.take("unusably");
    Ok(Act::Answer { headers: headers(line)?, unusable, twice })
}

/// `as kate for 2m with X-A = 1`.
fn register(line: &mut Cursor) -> Result<Act, Fault> {
    let login = if line.take("as") { Some(line.word("a login")?) } else { None };
    let span = if line.take("for") { Some(line.span()?) } else { None };
    let seconds = span.map(|span| span.as_secs().try_into().unwrap_or(u32::MAX));
    Ok(Act::Register { login, seconds, headers: headers(line)? })
}

fn hold(line: &mut Cursor) -> Result<HoldBy, Fault> {
    if !line.take("by") {
        return Ok(HoldBy::SendOnly);
    }
    let ways = [
        ("sendonly", HoldBy::SendOnly),
        ("inactive", HoldBy::Inactive),
        ("address", HoldBy::Address),
        ("port", HoldBy::Port),
    ];
    match ways.into_iter().find(|(name, _)| line.take(name)) {
        Some((_, way)) => Ok(way),
        None => Err(line.unknown("a way to hold", &ways.map(|(name, _)| name))),
    }
}
