//! The rules of calls, made once from the settings: names become values here, and a setting that cannot be used is
//! refused before the first call.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use super::settings::{OutboundProxy, Settings, SettingsFault, secs};
use crate::base::Rng;
use crate::call::rules::{Proxy, Rules};
use crate::call::transfer;
use crate::media::offer::Codec;
use crate::sip;
use crate::wire::http::Signer;
use crate::wire::sip::{Credentials, NameAddr, Transport, Uri};

impl Rules {
    pub(super) fn of(settings: &Settings, sip: &sip::Config, rng: &mut Rng) -> Result<Self, SettingsFault> {
        let own = sip.locals.iter().find(|local| local.transport == Transport::Udp);
        let advertised = sip.locals.first().map_or("localhost", |local| local.advertised.as_str());
        Ok(Self {
            account: settings.account.sid.clone(),
            instance: format!("ID{:016x}{:016x}", rng.next_u64(), rng.next_u64()),
            signer: Signer { auth_token: settings.account.auth_token.clone() },
            http: settings.http.clone(),
            proxy: settings.outbound_proxy.as_ref().map(proxy).transpose()?,
            domains: settings.domains.keys().cloned().collect(),
            own_address: own.map(|local| reachable(local.addr)),
            answer_on_bridge: settings.answer_on_bridge,
            early_media: settings.early_media,
            strict_single_sip: settings.strict_single_sip,
            transfer: transfer(settings, sip),
            follow_redirects: settings.follow_redirects,
            allow_delayed_offer: settings.allow_delayed_offer,
            status_map: settings.status_map.clone(),
            media_failure_code: settings.media_failure_code,
            rtp_timeout: secs(settings.rtp_timeout),
            call_duration: secs(settings.limits.call_duration),
            documents: settings.limits.documents,
            documents_at_once: settings.limits.documents_at_once,
            branches: settings.limits.branches,
            nouns: settings.limits.nouns,
            codecs: codecs(&settings.media.codecs)?,
            public_media: settings.media.public_address,
            host: settings.domains.keys().next().cloned().unwrap_or_else(|| host_of(advertised)),
        })
    }
}

/// The hosts of a Refer-To that stay inside the dial plan: those of our organisations, our own addresses, the outbound
/// proxy's, and whatever else is set.
fn transfer(settings: &Settings, sip: &sip::Config) -> transfer::Rules {
    let own = &settings.transfer;
    let named = settings.directories().flat_map(|directory| directory.hosts().map(str::to_owned).collect::<Vec<_>>());
    let bound = sip.locals.iter().flat_map(|local| [local.addr.ip().to_string(), host_of(&local.advertised)]);
    let proxy = settings.outbound_proxy.as_ref().map(|proxy| host_of(proxy.uri.trim_start_matches("sip:")));
    let hosts = named.chain(bound).chain(proxy).chain(own.hosts.iter().cloned());
    let bare = |host: String| host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let hosts: BTreeSet<String> = hosts.map(bare).collect();
    transfer::Rules {
        notify: own.notify,
        bye: own.bye,
        hosts: hosts.into_iter().collect(),
        targets: own.targets.clone(),
    }
}

fn codecs(names: &[String]) -> Result<Vec<Codec>, SettingsFault> {
    let named = |name: &String| {
        name.parse().map_err(|_| SettingsFault {
            setting: "media.codecs".into(),
            text: format!("codec \"{name}\" is not known; there are PCMU, PCMA, G722 and opus"),
        })
    };
    names.iter().map(named).collect()
}

fn proxy(setting: &OutboundProxy) -> Result<Proxy, SettingsFault> {
    let text = setting.uri.trim();
    let whole = if text.starts_with("sip:") { text.to_owned() } else { format!("sip:{text}") };
    let fault = |why: String| SettingsFault {
        setting: "outbound_proxy.uri".into(),
        text: format!("\"{text}\" {why}; write host[:port][;transport=tcp]"),
    };
    let uri: Uri = whole.parse().map_err(|_| fault("is not a SIP URI".into()))?;
    if uri.user().is_some() || uri.host().is_empty() {
        return Err(fault("has a user part or no host".into()));
    }
    let host = match uri.port() {
        Some(port) => format!("{}:{port}", uri.host_raw()),
        None => uri.host_raw().to_owned(),
    };
    let login = |username: &String| Credentials {
        username: username.clone(),
        password: setting.password.clone().unwrap_or_default(),
    };
    Ok(Proxy { host, route: NameAddr::new(uri.clone()), uri, credentials: setting.username.as_ref().map(login) })
}

/// A wildcard address is reached through loopback.
fn reachable(addr: SocketAddr) -> SocketAddr {
    match addr {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        addr => addr,
    }
}

/// The host of `host:port`.
fn host_of(advertised: &str) -> String {
    match advertised.parse::<Uri>().ok().or_else(|| format!("sip:{advertised}").parse().ok()) {
        Some(uri) => uri.host_raw().to_owned(),
        None => advertised.to_owned(),
    }
}
