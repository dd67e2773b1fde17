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
        let local = locals.iter().find(|local| local.addr.is_ipv4() == args.source.is_ipv4()).or(locals.first());
        let own = || settings.own_domains.first().cloned().or(local.map(|local| local.addr.ip().to_string()));
        let host = home.clone().or_else(|| host_of(&written_to)).or_else(own).unwrap_or_else(|| "localhost".to_owned());
        let at = |written: Option<Uri>, text: &str| match written {
            Some(uri) => Ok(uri),
            None if text.contains(':') && text.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Err(format!("`{text}` is no URI: write sip:user@host, a number or a user"))
            }
            None => Ok(Uri::sip(Some(text), &host, None)),
        };
        Ok(Self {
            from: at(written_from, &args.from)?,
            to: at(written_to, &args.to)?,
            source: args.source,
            local: local.map_or(SocketAddr::from(([127, 0, 0, 1], 5060)), |local| local.addr),
            transport: local.map_or(Transport::Udp, |local| local.transport),
        })
    }

    /// The INVITE.
    pub(super) fn invite(&self) -> Message {
        let mut invite = Message::request(Method::Invite, self.to.clone());
        invite.push(Name::From, NameAddr::new(self.from.clone()));
        invite.push(Name::To, NameAddr::new(self.to.clone()));
        invite
    }

    /// The way it comes. Its port is nobody's: a call of ours to ourselves is not what is asked about.
    pub(super) fn flow(&self) -> Flow {
        Flow { transport: self.transport, local: self.local, peer: SocketAddr::new(self.source, 1) }
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
