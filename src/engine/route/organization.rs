//! Whose an address is: the organisation of a host (spec §9.1). One door for every request, REGISTER included.

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::engine::settings::{DEFAULT, Directory, Settings};
use crate::sip;
use crate::wire::sip::{Message, NameAddr, Uri};

/// What this machine is called where SIP is concerned: hosts without port and brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnHosts(BTreeSet<String>);

impl OwnHosts {
    /// The addresses listened on and what Via and Contact say instead of them, to trunks too.
    pub fn of(config: &sip::Config, settings: &Settings) -> Self {
        let mut own: BTreeSet<String> = settings.public_addresses().map(|ip| ip.to_string()).collect();
        for local in &config.locals {
            let ip = local.addr.ip();
            own.insert(ip.to_string());
            let uri: Option<Uri> = format!("sip:{}", local.advertised).parse().ok();
            own.extend(uri.map(|uri| uri.host().to_ascii_lowercase()));
            if ip.is_unspecified() || ip.is_loopback() {
                own.extend(["127.0.0.1", "::1", "localhost"].map(str::to_owned));
            }
        }
        Self(own)
    }

    /// Whether the host is this machine.
    pub fn has(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let literal = host.parse::<IpAddr>().ok().map(|ip| ip.to_canonical().to_string());
        self.0.contains(literal.as_ref().unwrap_or(&host))
    }
}

/// The organisation a request is for: by the host of its Request-URI, else of To, else of Refer-To (spec §9.1).
pub fn organization_of<'s>(settings: &'s Settings, own: &OwnHosts, request: &Message) -> Option<Directory<'s>> {
    let refer_to = request.header("Refer-To").and_then(|raw| NameAddr::list(&raw).next());
    let hosts = [request.uri().cloned(), request.to().map(|to| to.uri), refer_to.map(|to| to.uri)];
    hosts.iter().flatten().find_map(|uri| organization_of_host(settings, own, uri.host()))
}

/// The organisation that a host belongs to.
pub(super) fn organization_of_host<'s>(settings: &'s Settings, own: &OwnHosts, host: &str) -> Option<Directory<'s>> {
    let named = settings.directories().find(|directory| directory.has_host(host));
    let by_default =
        || (settings.own_domains.is_empty() || own.has(host)).then(|| settings.directory(DEFAULT)).flatten();
    named.or_else(by_default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sip::Method;

    fn settings() -> Settings {
        toml::from_str(
            r#"
            own_domains = ["pbx.example"]
            [organizations.acme]
            domains = ["acme.example"]
            [organizations.acme.sip_domains."vip.acme.example"]
            voice_url = "http://app/vip"
            "#,
        )
        .unwrap()
    }

    fn own() -> OwnHosts {
        OwnHosts(["192.0.2.1".to_owned()].into())
    }

    #[test]
    fn a_host_belongs_to_whoever_names_it_and_our_own_addresses_to_the_default() {
        let mut settings = settings();
        let of = |settings: &Settings, host: &str| {
            organization_of_host(settings, &own(), host).map(|found| found.name.to_owned())
        };
        for (host, organization) in [
            ("ACME.example", Some("acme")),
            ("vip.acme.example", Some("acme")),
            ("pbx.example", Some("default")),
            ("192.0.2.1", Some("default")),
            ("::ffff:192.0.2.1", Some("default")),
            ("elsewhere.example", None),
        ] {
            assert_eq!(of(&settings, host).as_deref(), organization, "{host}");
        }
        settings.own_domains.clear();
        assert_eq!(of(&settings, "elsewhere.example").as_deref(), Some("default"));
    }

    #[test]
    fn what_a_trunk_knows_us_by_is_this_machine() {
        let settings = toml::from_str("[trunks.one]\npublic_address = '198.51.100.9'").unwrap();
        let own = OwnHosts::of(&sip::Config::new(Vec::new(), "x"), &settings);
        assert!(own.has("198.51.100.9") && !own.has("198.51.100.8"));
    }

    #[test]
    fn the_request_uri_is_asked_first_then_to_then_refer_to() {
        let request = |uri: &str, to: &str, refer_to: &str| {
            let mut request = Message::request(Method::Refer, uri.parse().unwrap());
            request.push("To", to);
            request.push("Refer-To", refer_to);
            organization_of(&settings(), &own(), &request).map(|found| found.name.to_owned())
        };
        let (acme, pbx, far) = ("sip:a@acme.example", "sip:a@pbx.example", "sip:a@far.example");
        assert_eq!(request(acme, pbx, pbx).as_deref(), Some("acme"));
        assert_eq!(request(far, pbx, acme).as_deref(), Some("default"));
        assert_eq!(request(far, far, acme).as_deref(), Some("acme"));
        assert_eq!(request(far, far, far), None);
    }
}
