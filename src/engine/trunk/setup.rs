//! A trunk's addresses and names, read once from its settings: where its requests go, who they come from.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::futile;
use crate::engine::settings::{SettingsFault, Trunk};
use crate::sip::{Peering, Request};
use crate::wire::sip::{Credentials, Method, NameAddr, Transport, Uri};

/// What every request of a trunk needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::engine) struct Setup {
    /// Where its calls go; none for a peer that only calls us.
    pub(in crate::engine) uri: Option<Uri>,
    /// The outbound proxy, as a loose route.
    pub(in crate::engine) route: Option<NameAddr>,
    /// Digest towards it, for its realm only.
    pub(in crate::engine) credentials: Option<Credentials>,
    /// What holds with it on the way.
    pub(in crate::engine) peering: Peering,
    /// The user of From where it is not the caller's.
    pub(in crate::engine) from_user: Option<String>,
    /// The host of From.
    pub(in crate::engine) domain: String,
    /// The user that a registration asks calls to be sent to.
    pub(in crate::engine) contact_user: String,
}

impl Setup {
    /// Reads the addresses; what cannot be one is told by its setting.
    pub(in crate::engine) fn of(name: &str, own: &Trunk) -> Result<Self, SettingsFault> {
        let place = |key: &str| format!("trunks.{name}.{key}");
        let uri = own.uri.as_deref().map(|text| server(&place("uri"), text)).transpose()?;
        let proxy = own.outbound_proxy.as_deref().map(|text| server(&place("outbound_proxy"), text)).transpose()?;
        if own.register && (uri.is_none() || own.username.is_none()) {
            let text = "a registration needs uri and username".to_owned();
            return Err(SettingsFault { setting: place("register"), text });
        }
        if own.register && own.password.is_none() {
            let text = "a registration needs a password, here or in CALLWRIGHT_TRUNKS__NAME__PASSWORD; \
                        write \"\" for a registrar that asks for none";
            return Err(SettingsFault { setting: place("password"), text: text.to_owned() });
        }
        for (key, address) in [("uri", &uri), ("outbound_proxy", &proxy)] {
            speaks(&place(key), address.as_ref())?;
        }
        fits(&place("transports"), own, uri.as_ref(), proxy.as_ref())?;
        futile::check(name, own)?;
        let host = uri.as_ref().map_or(String::new(), host_of);
        Ok(Self {
            route: proxy.map(|uri| NameAddr::new(uri.with_param("lr", ""))),
            credentials: own.username.as_ref().map(|username| Credentials {
                username: username.clone(),
                password: own.password.clone().unwrap_or_default(),
                realm: own.realm.clone(),
            }),
            peering: own.peering(),
            from_user: own.from_user.clone(),
            domain: own.from_domain.clone().unwrap_or(host),
            contact_user: own.contact().unwrap_or_default().to_owned(),
            uri,
        })
    }

    /// The transport that requests to it go by without asking the name service, and the setting that says so.
    pub(in crate::engine) fn direct(&self) -> Option<(&'static str, Transport)> {
        let proxy = self.route.as_ref().map(|route| &route.uri);
        let (key, first) = first(self.uri.as_ref(), proxy)?;
        let is_address = || first.host().parse::<IpAddr>().is_ok();
        wanted(self.uri.as_ref(), proxy).or_else(|| is_address().then(|| (key, self.peering.usual())))
    }

    /// The address that requests to it go to without asking the name service, and the setting that says so.
    pub(in crate::engine) fn literal(&self) -> Option<(&'static str, IpAddr)> {
        let (key, first) = first(self.uri.as_ref(), self.route.as_ref().map(|route| &route.uri))?;
        Some((key, first.host().trim_matches(['[', ']']).parse().ok()?))
    }

    /// A request of ours to the trunk itself.
    pub(super) fn request(&self, method: Method) -> Option<Request> {
        let uri = self.uri.clone()?;
        let user = self.from_user.as_deref().or(self.credentials.as_ref().map(|login| login.username.as_str()));
        let own = NameAddr::new(self.address(user)?);
        let first = self.route.as_ref().map_or(&uri, |route| &route.uri);
        let transport = Transport::of(first).unwrap_or(self.peering.usual());
        let route = self.route.iter().cloned().collect();
        let (credentials, peering) = (self.credentials.clone(), self.peering.clone());
        Some(Request { transport, route, credentials, peering, ..Request::new(method, uri, own.clone(), own) })
    }

    /// `user` at the trunk's domain, which may carry a port.
    pub(in crate::engine) fn address(&self, user: Option<&str>) -> Option<Uri> {
        let host: Uri = format!("sip:{}", self.domain).parse().ok()?;
        Some(Uri::sip(user, host.host(), host.port()))
    }
}

/// Nobody calls a carrier by WebSocket, and we never do.
fn speaks(setting: &str, address: Option<&Uri>) -> Result<(), SettingsFault> {
    match address.and_then(Transport::of) {
        Some(Transport::Ws | Transport::Wss) => {
            let text = "a trunk is not called by WebSocket; write ;transport=udp, tcp or tls, or none".to_owned();
            Err(SettingsFault { setting: setting.to_owned(), text })
        }
        _ => Ok(()),
    }
}

/// The transports are ones that carriers speak, and what the first hop asks for is among them.
fn fits(setting: &str, own: &Trunk, uri: Option<&Uri>, proxy: Option<&Uri>) -> Result<(), SettingsFault> {
    let fault = |text: String| Err(SettingsFault { setting: setting.to_owned(), text });
    if own.transports.iter().any(|transport| matches!(transport, Transport::Ws | Transport::Wss)) {
        return fault("a trunk is not called by WebSocket; write udp, tcp or tls".to_owned());
    }
    match wanted(uri, proxy) {
        Some((key, wanted)) if !own.peering().allows(wanted) => {
            let wanted = wanted.label();
            fault(format!(
                "{key} asks for {wanted}, which is not among them: add \"{wanted}\", or take it out of {key}"
            ))
        }
        _ => Ok(()),
    }
}

/// What its requests meet first.
fn first<'u>(uri: Option<&'u Uri>, proxy: Option<&'u Uri>) -> Option<(&'static str, &'u Uri)> {
    proxy.map(|proxy| ("outbound_proxy", proxy)).or(uri.map(|uri| ("uri", uri)))
}

/// The transport that the addresses ask for.
fn wanted(uri: Option<&Uri>, proxy: Option<&Uri>) -> Option<(&'static str, Transport)> {
    // A sips: target takes TLS through any proxy.
    if uri.is_some_and(Uri::is_sips) {
        return Some(("uri", Transport::Tls));
    }
    let (key, first) = first(uri, proxy)?;
    Some((key, Transport::of(first)?))
}

/// `host[:port][;transport=tcp]` with or without scheme.
fn server(setting: &str, text: &str) -> Result<Uri, SettingsFault> {
    let text = text.trim();
    let has_scheme =
        ["sip:", "sips:"].iter().any(|scheme| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)));
    let whole = if has_scheme { text.to_owned() } else { format!("sip:{text}") };
    let fault = |why: &str| SettingsFault {
        setting: setting.to_owned(),
        text: format!("\"{text}\" {why}; write host[:port][;transport=tcp]"),
    };
    let uri: Uri = whole.parse().map_err(|_| fault("is not a SIP URI"))?;
    if uri.user().is_some() || uri.host().is_empty() {
        return Err(fault("has a user part or no host"));
    }
    Ok(uri.without_headers())
}

fn host_of(uri: &Uri) -> String {
    match uri.port() {
        Some(port) => format!("{}:{port}", uri.host_raw()),
        None => uri.host_raw().to_owned(),
    }
}
