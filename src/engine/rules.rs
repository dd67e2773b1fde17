//! The rules of calls, made once from the settings: names become values here, and a setting that cannot be used is
//! refused before the first call.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use super::settings::{self, Directory, Settings, SettingsFault, User, secs};
use super::trunk::Setup;
use crate::base::Rng;
use crate::call::mail;
use crate::call::rules::{Push, Rules, Wake};
use crate::call::transfer;
use crate::call::trunk::Trunk;
use crate::media::offer::{Codec, Dtmf, Security};
use crate::sip;
use crate::wire::http::{Link, Signer};
use crate::wire::sip::{Transport, Uri};

impl Rules {
    pub(super) fn of(settings: &Settings, sip: &sip::Config, rng: &mut Rng) -> Result<Self, SettingsFault> {
        let own = sip.locals.iter().find(|local| local.transport == Transport::Udp);
        let advertised = sip.locals.first().map_or("localhost", |local| local.advertised.as_str());
        Ok(Self {
            account: settings.account.sid.clone(),
            instance: format!("ID{:016x}{:016x}", rng.next_u64(), rng.next_u64()),
            signer: Signer { auth_token: settings.account.auth_token.clone() },
            http: settings.asking(),
            trunks: trunks(settings, sip)?,
            outbound: settings.outbound.trunk.clone(),
            domains: settings
                .directories()
                .flat_map(|own| own.hosts().map(str::to_owned).collect::<Vec<_>>())
                .collect(),
            own_address: own.map(|local| reachable(local.addr)),
            answer_on_bridge: settings.answer_on_bridge,
            early_media: settings.early_media,
            strict_single_sip: settings.strict_single_sip,
            hairpin_local_numbers: settings.hairpin_local_numbers,
            asserted_identity: settings.asserted_identity,
            transfer: transfer(settings, sip),
            follow_redirects: settings.follow_redirects,
            allow_delayed_offer: settings.allow_delayed_offer(),
            status_map: settings.status_map.clone(),
            media_failure_code: settings.media_failure_code(),
            rtp_timeout: secs(settings.rtp_timeout),
            dead_air: secs(settings.media.dead_air),
            on_dead_air: settings.media.on_dead_air,
            call_duration: secs(settings.limits.call_duration),
            documents: settings.limits.documents,
            documents_at_once: settings.limits.documents_at_once,
            branches: settings.limits.branches,
            nouns: settings.limits.nouns,
            pin_failures: pin_failures(&settings.guard)?,
            codecs: codecs("media.codecs", &settings.media.codecs)?,
            trunk_codecs: trunk_codecs(settings)?,
            security: settings.media.srtp,
            user_security: settings.directories().map(secured_users).collect(),
            user_dtmf: settings.directories().map(users_with_keys).collect(),
            push: push(settings)?,
            public_media: settings.media.public_address,
            compat: settings.compat.clone(),
            api_url: settings.api.url(""),
            streams: settings.streams.per_call,
            mail: mail::Rules { is_sent: settings.mail.server.is_some(), from: settings.mail.from.clone() },
            recognises: settings.recogniser.url.is_some(),
            host: settings.domains.keys().next().cloned().unwrap_or_else(|| host_of(advertised)),
        })
    }
}

fn pin_failures(guard: &settings::Guard) -> Result<u32, SettingsFault> {
    if guard.pin_failures == 0 {
        let text = "0 would let nobody into a conference with a PIN; write 1 or more".to_owned();
        return Err(SettingsFault { setting: "guard.pin_failures".to_owned(), text });
    }
    Ok(guard.pin_failures)
}

/// The hosts of a Refer-To that stay inside the dial plan: those of our organisations, our own addresses, those of
/// trunks, and whatever else is set. What whoever asks calls us is not known here: see `known_as`.
fn transfer(settings: &Settings, sip: &sip::Config) -> transfer::Rules {
    let own = &settings.transfer;
    let named = settings.directories().flat_map(|directory| directory.hosts().map(str::to_owned).collect::<Vec<_>>());
    let bound = sip.locals.iter().flat_map(|local| [local.addr.ip().to_string(), host_of(&local.advertised)]);
    let uris = settings.trunks.values().filter_map(|trunk| trunk.uri.as_deref());
    let trunks = uris.map(|uri| host_of(uri.trim_start_matches("sips:").trim_start_matches("sip:")));
    let publics = settings.public_addresses().map(|ip| ip.to_string());
    let hosts = named.chain(bound).chain(publics).chain(trunks).chain(own.hosts.iter().cloned());
    let bare = |host: String| host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let hosts: BTreeSet<String> = hosts.map(bare).collect();
    transfer::Rules {
        notify: settings.tells_of_transfers(),
        bye: own.bye,
        hosts: hosts.into_iter().collect(),
        targets: own.targets.clone(),
    }
}

/// The users of an organisation that say whether their sound is encrypted.
fn secured_users(directory: Directory<'_>) -> (String, BTreeMap<String, Security>) {
    let secured = directory.users.iter().filter_map(|(login, user)| Some((login.clone(), user.srtp?)));
    (directory.name.to_owned(), secured.collect())
}

/// The users of an organisation that say how they get keys.
fn users_with_keys(directory: Directory<'_>) -> (String, BTreeMap<String, Dtmf>) {
    let users = directory.users.iter().filter_map(|(login, user)| Some((login.clone(), user.dtmf?)));
    (directory.name.to_owned(), users.collect())
}

/// The users whose telephones can be woken.
fn push(settings: &Settings) -> Result<Push, SettingsFault> {
    let mut users = BTreeMap::new();
    for own in settings.directories() {
        let named = settings.organizations.get(own.name).and_then(|organization| organization.push_url.as_ref());
        let url = named.or(settings.registrar.push_url.as_ref());
        let of_user = |(login, user): (&String, &User)| {
            let identity = user.push.clone()?;
            Some((login.clone(), url.map(|url| Wake { url: url.clone(), identity })))
        };
        let mut woken = BTreeMap::new();
        for (login, wake) in own.users.iter().filter_map(of_user) {
            let wake = wake.ok_or_else(|| SettingsFault {
                setting: format!("users.{login}.push"),
                text: "nobody sends it: set registrar.push_url".to_owned(),
            })?;
            Link::resolve(&wake.url, None).map_err(|fault| SettingsFault {
                setting: "push_url".to_owned(),
                text: format!("{fault}; write http:// or https:// and an address"),
            })?;
            woken.insert(login, wake);
        }
        users.insert(own.name.to_owned(), woken);
    }
    Ok(Push { wait: secs(settings.registrar.push_wait), users })
}

fn trunks(settings: &Settings, sip: &sip::Config) -> Result<BTreeMap<String, Trunk>, SettingsFault> {
    settings.trunks.iter().try_for_each(|(name, own)| reachable_by(name, own, sip))?;
    let all = settings.trunks.iter().map(|(name, own)| trunk(name, own));
    let called = all.filter_map(Result::transpose);
    called.map(|trunk| trunk.map(|trunk| (trunk.name.clone(), trunk))).collect()
}

/// Of trunks that only call us, too.
fn trunk_codecs(settings: &Settings) -> Result<BTreeMap<String, Vec<Codec>>, SettingsFault> {
    let own = settings.trunks.iter().filter(|(_, own)| !own.codecs.is_empty());
    own.map(|(name, own)| Ok((name.clone(), codecs(&format!("trunks.{name}.codecs"), &own.codecs)?))).collect()
}

fn codecs(setting: &str, names: &[String]) -> Result<Vec<Codec>, SettingsFault> {
    let named = |name: &String| {
        name.parse().map_err(|_| SettingsFault {
            setting: setting.to_owned(),
            text: format!("codec \"{name}\" is not known; there are PCMU, PCMA, G722, opus, L16/8000 and L16/16000"),
        })
    };
    names.iter().map(named).collect()
}

fn trunk(name: &str, own: &settings::Trunk) -> Result<Option<Trunk>, SettingsFault> {
    let setup = Setup::of(name, own)?;
    let Some(uri) = setup.uri else { return Ok(None) };
    Ok(Some(Trunk {
        name: name.to_owned(),
        uri,
        route: setup.route,
        credentials: setup.credentials,
        from_user: setup.from_user,
        domain: setup.domain,
        is_own_domain: own.from_domain.is_some(),
        identity: own.identity,
        diversion: own.diversion,
        offer: own.offer,
        peering: own.peering(),
        security: own.srtp,
        dtmf: own.dtmf,
        max_forwards: own.max_forwards,
    }))
}

/// A trunk with transports has one that we listen on, and so has one whose addresses leave no choice, of transport or of
/// version of IP: what we send leaves by a listener.
fn reachable_by(name: &str, own: &settings::Trunk, sip: &sip::Config) -> Result<(), SettingsFault> {
    if let Some((key, ip)) = Setup::of(name, own)?.literal()
        && !sip.locals.iter().any(|local| local.addr.is_ipv4() == ip.is_ipv4())
    {
        let (version, any) = if ip.is_ipv4() { ("IPv4", "0.0.0.0") } else { ("IPv6", "[::]") };
        let text = format!(
            "{ip} is reached by {version}, and nothing is listened on for that: add a listener at {any}, such as \
             \"udp:{any}:5060\", to sip.listen"
        );
        return Err(SettingsFault { setting: format!("trunks.{name}.{key}"), text });
    }
    let is_spoken = |transport: &Transport| sip.locals.iter().any(|local| local.transport == *transport);
    if own.transports.is_empty() || own.transports.iter().any(is_spoken) {
        return match Setup::of(name, own)?.direct().filter(|(_, transport)| !is_spoken(transport)) {
            Some((key, transport)) => Err(deaf(name, key, transport)),
            None => Ok(()),
        };
    }
    let labels: Vec<&str> = own.transports.iter().map(|transport| transport.label()).collect();
    let text = format!("nothing is listened on for {}: add it to sip.listen", labels.join(" or "));
    Err(SettingsFault { setting: format!("trunks.{name}.transports"), text })
}

/// A trunk that only a transport reaches that we do not speak.
fn deaf(name: &str, key: &str, transport: Transport) -> SettingsFault {
    let label = transport.label();
    let text = format!(
        "it is reached by {label}, and nothing is listened on for that: add \"{label}:ADDRESS:PORT\" to sip.listen"
    );
    SettingsFault { setting: format!("trunks.{name}.{key}"), text }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trunk_that_only_an_unspoken_transport_reaches_is_refused_by_its_address() {
        let own = |uri: &str, proxy: Option<&str>, transports: &[Transport]| settings::Trunk {
            uri: Some(uri.to_owned()),
            outbound_proxy: proxy.map(str::to_owned),
            transports: transports.to_vec(),
            ..settings::Trunk::default()
        };
        let (tls, tcp, udp) = (Transport::Tls, Transport::Tcp, Transport::Udp);
        for (spoken, trunk, fault) in [
            (&[udp, tcp][..], own("carrier.example", None, &[]), None),
            (&[udp], own("carrier.example;transport=tls", None, &[]), Some(("uri", "tls"))),
            (&[udp], own("sips:carrier.example", None, &[]), Some(("uri", "tls"))),
            (&[udp], own("sips:carrier.example", Some("proxy.example;transport=udp"), &[]), Some(("uri", "tls"))),
            (&[udp], own("carrier.example", Some("proxy.example;transport=tls"), &[]), Some(("outbound_proxy", "tls"))),
            (&[udp], own("carrier.example;transport=tls", Some("proxy.example;transport=udp"), &[]), None),
            (&[udp, tls], own("carrier.example;transport=tls", None, &[]), None),
            (&[tcp], own("carrier.example;transport=tls", None, &[tls, tcp]), Some(("uri", "tls"))),
            (&[udp], own("carrier.example;transport=tcp", None, &[]), Some(("uri", "tcp"))),
            // A name may lead to any transport, an address without one to the usual one alone.
            (&[tcp], own("carrier.example", None, &[]), None),
            (&[tcp], own("192.0.2.1", None, &[]), Some(("uri", "udp"))),
            (&[tcp], own("192.0.2.1:5070", None, &[tcp]), None),
            (&[udp], own("carrier.example", None, &[tls]), Some(("transports", "tls"))),
        ] {
            let addr = "192.0.2.100:5060".parse().unwrap();
            let local =
                |transport: &Transport| sip::Local { transport: *transport, addr, advertised: "pbx".to_owned() };
            let sip = sip::Config::new(spoken.iter().map(local).collect(), "t");
            let told = reachable_by("carrier", &trunk, &sip).err();
            match (&told, fault) {
                (None, None) => {}
                (Some(told), Some((key, transport))) => {
                    assert_eq!(told.setting, format!("trunks.carrier.{key}"));
                    assert!(told.text.contains(transport) && told.text.contains("sip.listen"), "{told:?}");
                }
                _ => panic!("{trunk:?}: {told:?}"),
            }
        }
    }

    #[test]
    fn a_trunk_by_an_ip_version_that_nothing_listens_on_is_refused_by_its_address() {
        let own = |uri: &str, proxy: Option<&str>| settings::Trunk {
            uri: Some(uri.to_owned()),
            outbound_proxy: proxy.map(str::to_owned),
            ..settings::Trunk::default()
        };
        let (four, six) = ("192.0.2.100:5060", "[2001:db8::100]:5060");
        for (listens, trunk, fault) in [
            (&[four][..], own("sip:[2001:db8::1]", None), Some(("uri", "IPv6"))),
            (&[four], own("192.0.2.1", Some("[2001:db8::1]:5070")), Some(("outbound_proxy", "IPv6"))),
            (&[four], own("[2001:db8::1]", Some("192.0.2.1")), None),
            (&[six], own("192.0.2.1", None), Some(("uri", "IPv4"))),
            (&[four, six], own("[2001:db8::1]", None), None),
            // A name may lead to either.
            (&[four], own("carrier.example", None), None),
        ] {
            let local = |addr: &&str| sip::Local {
                transport: Transport::Udp,
                addr: addr.parse().unwrap(),
                advertised: "pbx".to_owned(),
            };
            let sip = sip::Config::new(listens.iter().map(local).collect(), "t");
            let told = reachable_by("carrier", &trunk, &sip).err();
            assert_eq!(told.is_some(), fault.is_some(), "{trunk:?}: {told:?}");
            if let (Some(told), Some((key, version))) = (told, fault) {
                assert_eq!(told.setting, format!("trunks.carrier.{key}"));
                assert!(told.text.contains(version) && told.text.contains("sip.listen"), "{told:?}");
            }
        }
    }
}
