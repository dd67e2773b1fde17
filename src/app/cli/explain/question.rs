//! The call that is asked about: FROM and TO as they are typed, made into the INVITE that such a call would begin with.

use std::net::{IpAddr, SocketAddr};

use crate::engine::Settings;
use crate::sip;
use crate::wire::sip::{Flow, Message, Method, Name, NameAddr, Transport, Uri};

use super::Args;

/// A call that might come.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) from: Uri,
    pub(super) to: Uri,
    /// Where it is sent: `to` unless it is said.
    pub(super) request_uri: Uri,
    pub(super) source: IpAddr,
    local: SocketAddr,
    transport: Transport,
}

impl Question {
    /// What the command line means on an engine with these settings.
    pub(super) fn read(settings: &Settings, locals: &[sip::Local], args: &Args) -> Result<Self, String> {
        let (written_from, written_to) = (whole(&args.from), whole(&args.to));
        let host_of = |uri: &Option<Uri>| uri.as_ref().map(|uri| uri.host().to_owned()).filter(|host| !host.is_empty());
        let home = host_of(&written_from).or_else(|| home_of(settings, &args.from));
        let local = listener(locals, args)?;
        let own = || settings.own_domains.first().cloned().or(local.map(|local| local.addr.ip().to_string()));
        let host = home.clone().or_else(|| host_of(&written_to)).or_else(own).unwrap_or_else(|| "localhost".to_owned());
        let at = |written: Option<Uri>, text: &str| match written {
            Some(uri) => Ok(uri),
            None if text.contains(':') && text.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Err(format!("`{text}` is no URI: write sip:user@host, a number or a user"))
            }
            None => Ok(Uri::sip(Some(text), &host, None)),
        };
        let to = at(written_to, &args.to)?;
        Ok(Self {
            from: at(written_from, &args.from)?,
            request_uri: match &args.request_uri {
                Some(text) => at(whole(text), text)?,
                None => to.clone(),
            },
            to,
            source: args.source,
            local: local.map_or(SocketAddr::from(([127, 0, 0, 1], 5060)), |local| local.addr),
            transport: local.map_or(Transport::Udp, |local| local.transport),
        })
    }

    /// The INVITE.
    pub(super) fn invite(&self) -> Message {
        let mut invite = Message::request(Method::Invite, self.request_uri.clone());
        invite.push(Name::From, NameAddr::new(self.from.clone()));
        invite.push(Name::To, NameAddr::new(self.to.clone()));
        invite
    }

    /// The way it comes. Its port is nobody's: a call of ours to ourselves is not what is asked about.
    pub(super) fn flow(&self) -> Flow {
        Flow { transport: self.transport, local: self.local, peer: SocketAddr::new(self.source, 1) }
    }
}

/// Where it comes in: the listener of its transport and address family, or the first there is.
fn listener<'l>(locals: &'l [sip::Local], args: &Args) -> Result<Option<&'l sip::Local>, String> {
    let fits = |local: &&sip::Local| args.transport.is_none_or(|wanted| local.transport == wanted);
    let mut fitting = locals.iter().filter(fits).peekable();
    match (args.transport, fitting.peek()) {
        (Some(wanted), None) => Err(format!("nothing is listened on for {}: see sip.listen", wanted.label())),
        (_, first) => {
            let first = first.copied();
            Ok(fitting.find(|local| local.addr.is_ipv4() == args.source.is_ipv4()).or(first))
        }
    }
}

/// A URI, or an address that only lacks the scheme.
fn whole(text: &str) -> Option<Uri> {
    text.parse().ok().or_else(|| text.contains('@').then(|| format!("sip:{text}").parse().ok()).flatten())
}

/// A host of the organisation that has a user of this login; the default one has it first.
fn home_of(settings: &Settings, login: &str) -> Option<String> {
    let home = settings.directories().find(|directory| directory.users.contains_key(login))?;
    home.hosts().next().map(str::to_owned)
}
