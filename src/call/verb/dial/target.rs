//! Where a noun points to: the rules of SIP addresses (spec §5.1), of the headers written behind them (spec §5.2) and
//! of numbers (spec §5.4). What breaks a rule fails its branch, never the document.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::call::verb::form::fault_of;
use crate::rcml::{Fault, Span};
use crate::wire::sip::{Transport, Uri};

/// A URI must be shorter than this (spec §12).
const URI_LIMIT: usize = 255;
/// The part after `?` must be shorter than this, written or decoded (spec §12).
const HEADERS_LIMIT: usize = 1024;
/// Characters of a login at most (spec §5.5).
const LOGIN_LIMIT: usize = 256;

/// Where a branch leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// Straight to a SIP address.
    Sip(SipTarget),
    /// To a number behind the outbound proxy.
    Number(NumberTarget),
    /// To wherever a client is registered.
    Client(ClientTarget),
}

/// A SIP address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipTarget {
    /// The Request-URI: with scheme, without headers, without `transport=udp`.
    pub uri: String,
    /// Headers for the INVITE in the order written, decoded and prefixed.
    pub headers: Vec<(String, String)>,
    /// What the `transport` parameter says, if there is one.
    pub transport: Option<Transport>,
}

/// A number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberTarget {
    /// Without visual separators.
    pub number: String,
    /// Headers for the INVITE in the order written, decoded and prefixed.
    pub headers: Vec<(String, String)>,
    /// The trunk it goes by, whichever carries numbers otherwise.
    pub trunk: Option<String>,
    /// The address at that trunk, where the trunk itself has said so.
    pub uri: Option<String>,
}

/// A client of this server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientTarget {
    /// Its login, percent-decoded.
    pub login: String,
    /// Headers for the INVITE in the order written, decoded and prefixed.
    pub headers: Vec<(String, String)>,
}

/// Why a target cannot be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct TargetFault {
    /// 13241, 21227, 13253 or 13223 (spec §13).
    pub code: u32,
    /// What is wrong; it never quotes the target.
    pub message: String,
}

impl Target {
    /// Whether a call to one is a call to the other: headers are no part of the place.
    pub fn leads_to(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sip(one), Self::Sip(other)) => one.uri == other.uri,
            (Self::Number(one), Self::Number(other)) => (&one.number, &one.uri) == (&other.number, &other.uri),
            (Self::Client(one), Self::Client(other)) => one.login == other.login,
            _ => false,
        }
    }
}

impl Target {
    /// The headers of its INVITE.
    pub const fn headers_mut(&mut self) -> &mut Vec<(String, String)> {
        match self {
            Self::Sip(to) => &mut to.headers,
            Self::Number(to) => &mut to.headers,
            Self::Client(to) => &mut to.headers,
        }
    }
}

/// Reads the text of a `Sip`: the target, and the faults of it and its headers.
pub fn sip(text: &str, span: Span) -> (Result<Target, TargetFault>, Vec<Fault>) {
    with_headers(text, span, |uri, headers| sip_target(uri).map(|target| Target::Sip(SipTarget { headers, ..target })))
}

/// Reads the text of a `Number`: the target, and the faults of it and its headers.
pub fn number(text: &str, span: Span) -> (Result<Target, TargetFault>, Vec<Fault>) {
    with_headers(text, span, |number, headers| {
        number_of(number).map(|number| Target::Number(NumberTarget { number, headers, trunk: None, uri: None }))
    })
}

/// Reads the text of a `Client`: the target, and the faults of it and its headers.
pub fn client(text: &str, span: Span) -> (Result<Target, TargetFault>, Vec<Fault>) {
    with_headers(text, span, |login, headers| {
        // A login may hold what a URI may not, escaped as there (spec §9.4).
        let login = unescape(login).ok_or_else(|| invalid("the login has a % that begins no escape"))?;
        if login.is_empty() || login.chars().count() > LOGIN_LIMIT || login.chars().any(char::is_control) {
            return Err(invalid(format!("the login of the Client is empty or has more than {LOGIN_LIMIT} characters")));
        }
        Ok(Target::Client(ClientTarget { login, headers }))
    })
}

/// The header that a `Parameter` amounts to; `Err` says why it is dropped.
pub fn parameter(name: &str, value: &str) -> Result<(String, String), (u32, String)> {
    checked(name.to_owned(), value.to_owned())
}

/// A bare SIP URI, with or without scheme.
pub fn sip_target(text: &str) -> Result<SipTarget, TargetFault> {
    if text.chars().count() >= URI_LIMIT {
        return Err(invalid(format!("the SIP address has {URI_LIMIT} characters or more")));
    }
    let (scheme, rest) = match text.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("sip") => ("sip", rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("sips") => ("sips", rest),
        _ => ("sip", text),
    };
    let (address, parameters) = rest.split_once(';').map_or((rest, None), |(address, rest)| (address, Some(rest)));
    let (user, host) = address.rsplit_once('@').map_or((None, address), |(user, host)| (Some(user), host));
    check_user(user)?;
    check_host(host)?;
    let mut uri = format!("{scheme}:{address}");
    let mut transport = None;
    for parameter in parameters.into_iter().flat_map(|all| all.split(';')) {
        check_parameter(parameter)?;
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name.eq_ignore_ascii_case("transport") {
            transport = Some(transport_of(value)?);
        }
        // UDP goes without saying (spec §4.4); some peers take offence at it being said.
        if !(name.eq_ignore_ascii_case("transport") && transport == Some(Transport::Udp)) {
            uri = format!("{uri};{parameter}");
        }
    }
    // Stricter above than the grammar of messages, and never laxer: what passes can stand in a Request-URI.
    uri.parse::<Uri>().map_err(|fault| invalid(fault.to_string()))?;
    // `sips:` decides over a parameter beside it (spec §5.1).
    let transport = if scheme == "sips" { Some(transport.unwrap_or(Transport::Tls).secured()) } else { transport };
    Ok(SipTarget { uri, headers: Vec::new(), transport })
}

fn with_headers(
    text: &str,
    span: Span,
    target: impl FnOnce(&str, Vec<(String, String)>) -> Result<Target, TargetFault>,
) -> (Result<Target, TargetFault>, Vec<Fault>) {
    let (address, written) = text.split_once('?').map_or((text, ""), |(address, headers)| (address.trim(), headers));
    let (headers, dropped) = headers(written);
    let mut faults: Vec<_> = dropped.into_iter().map(|(code, why)| fault_of(code, span, why)).collect();
    // Decoding never makes it longer, so the written form decides.
    let target = match written.chars().count() >= HEADERS_LIMIT {
        true => Err(TargetFault {
            code: 21227,
            message: format!("the headers after ? have {HEADERS_LIMIT} characters or more"),
        }),
        false => target(address, headers),
    };
    let failed = target.as_ref().err();
    faults.extend(failed.map(|fault| fault_of(fault.code, span, format!("{}: the branch fails", fault.message))));
    (target, faults)
}

fn check_user(user: Option<&str>) -> Result<(), TargetFault> {
    // RFC 3261 §25: unreserved, escaped, user-unreserved; a colon divides an old-style password.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.!~*'()&=+$,;?/%:#".contains(c);
    match user {
        None => Ok(()),
        Some(user) if user.is_empty() || !user.chars().all(plain) => {
            Err(invalid("the user of the SIP address is empty or has an illegal character"))
        }
        Some(user) if unescape(user).is_none() => Err(invalid("the SIP address has a % that begins no escape")),
        Some(_) => Ok(()),
    }
}

fn check_host(host: &str) -> Result<(), TargetFault> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (address, rest) = rest.split_once(']').ok_or_else(|| invalid("the IPv6 address is not closed by ]"))?;
            let legal = address.parse::<std::net::Ipv6Addr>().is_ok();
            (if legal { "ipv6" } else { "" }, rest.strip_prefix(':').or(if rest.is_empty() { None } else { Some("") }))
        }
        None => host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port))),
    };
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
    if name.is_empty() || !letters || name.starts_with(['-', '.']) {
        return Err(invalid("the host of the SIP address is missing or has an illegal character"));
    }
    match port.map(|port| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)) {
        Some(false) => Err(invalid("the port of the SIP address is not a number from 1 to 65535")),
        Some(true) | None => Ok(()),
    }
}

fn check_parameter(parameter: &str) -> Result<(), TargetFault> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.!~*'()[]/:&+$%=".contains(c);
    match !parameter.is_empty() && parameter.chars().all(plain) {
        true => Ok(()),
        false => Err(invalid("a parameter of the SIP address is empty or has an illegal character")),
    }
}

fn transport_of(name: &str) -> Result<Transport, TargetFault> {
    let unknown = || TargetFault { code: 13253, message: "the transport is none of udp, tcp, tls, ws and wss".into() };
    Transport::named(name).ok_or_else(unknown)
}

fn number_of(text: &str) -> Result<String, TargetFault> {
    let number: String = text.chars().filter(|c| !matches!(c, '(' | ')' | '-' | '.') && !c.is_whitespace()).collect();
    let after_plus = number.strip_prefix('+').unwrap_or(&number);
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '#');
    match (3..=20).contains(&number.len()) && after_plus.chars().all(legal) {
        true => Ok(number),
        false => {
            let message = "a number has 3 to 20 of 0-9 * # and letters, with an optional + before them".into();
            Err(TargetFault { code: 13223, message })
        }
    }
}

fn invalid(message: impl Into<String>) -> TargetFault {
    TargetFault { code: 13241, message: message.into() }
}

/// Names that go out without `X-` (spec §5.2).
const UNPREFIXED: [&str; 4] = ["User-to-User", "Remote-Party-ID", "P-Preferred-Identity", "P-Called-Party-ID"];
/// Names that are the engine's own.
const RESERVED: &str = "x-restcomm-";

/// A header dropped: its code and why.
type Dropped = (u32, String);

/// The headers, and for each that is dropped why.
fn headers(written: &str) -> (Vec<(String, String)>, Vec<Dropped>) {
    let (mut headers, mut dropped) = (Vec::new(), Vec::new());
    for pair in written.split('&').filter(|pair| !pair.is_empty()) {
        match header(pair) {
            Ok(header) => headers.push(header),
            Err(why) => dropped.push(why),
        }
    }
    (headers, dropped)
}

fn header(pair: &str) -> Result<(String, String), Dropped> {
    let invalid = |why: &str| (13252, format!("{why}: it is dropped"));
    // At the first =, and not at the last as elsewhere: values may contain one.
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = unescape(name).unwrap_or_default();
    let value = unescape(value).ok_or_else(|| invalid("the value of a header is not percent-encoded UTF-8"))?;
    checked(name, value)
}

/// Name and value as they may stand in an INVITE, `X-` before the name where it must be.
fn checked(name: String, value: String) -> Result<(String, String), Dropped> {
    let invalid = |why: &str| (13252, format!("{why}: it is dropped"));
    let token = |c: char| c.is_ascii_alphanumeric() || "-.!%*_+`'~".contains(c);
    if name.is_empty() || !name.chars().all(token) {
        return Err(invalid("the name of a header has a character that no header name has"));
    }
    if value.chars().any(char::is_control) {
        return Err(invalid(&format!("the value of the header {name} has a control character")));
    }
    if name.to_ascii_lowercase().starts_with(RESERVED) {
        return Err((12200, format!("the header {name} belongs to the engine: it is dropped")));
    }
    let starts_with_x = name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"));
    let as_is = starts_with_x || UNPREFIXED.iter().any(|unprefixed| unprefixed.eq_ignore_ascii_case(&name));
    Ok((if as_is { name } else { format!("X-{name}") }, value))
}

/// Percent-decodes once; none where an escape is broken or the result is not UTF-8.
fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, behind) = match (first, after) {
            (b'%', [high, low, behind @ ..]) => (hex(*high)? * 16 + hex(*low)?, behind),
            (b'%', _) => return None,
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

impl fmt::Debug for SipTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SipTarget({}, {} headers, {:?})", crate::base::Pii(&self.uri), self.headers.len(), self.transport)
    }
}

impl fmt::Debug for ClientTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientTarget({}, {} headers)", crate::base::Pii(&self.login), self.headers.len())
    }
}

impl fmt::Debug for NumberTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumberTarget({}, {} headers)", crate::base::Pii(&self.number), self.headers.len())
    }
}
