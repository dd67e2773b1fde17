//! Settings of a trunk that can never work: each is told by its name, with what to do, before a call fails by it. What
//! depends on the listeners is in `engine/rules`.

use std::net::IpAddr;

use crate::engine::settings::{SettingsFault, Trunk};
use crate::wire::sip::Uri;

/// The first of them.
pub(super) fn check(name: &str, own: &Trunk) -> Result<(), SettingsFault> {
    let found = [
        ("from_domain", of_domain(own.from_domain.as_deref())),
        ("max_forwards", (own.max_forwards == 0).then(|| "no call to it would take a single hop; write 70".to_owned())),
        ("register_expires", of_registration(own)),
        ("relay", of_relay(name, own)),
        ("options_every", of_health(own)),
    ];
    match found.into_iter().find_map(|(key, text)| Some((key, text?))) {
        Some((key, text)) => Err(SettingsFault { setting: format!("trunks.{name}.{key}"), text }),
        None => Ok(()),
    }
}

/// What stands behind the @ of From and To: a host, with its port at most.
fn of_domain(domain: Option<&str>) -> Option<String> {
    let domain = domain.filter(|domain| !is_host(domain))?;
    Some(format!("\"{domain}\" cannot stand behind the @ of an address; write host[:port], without sip:"))
}

fn is_host(text: &str) -> bool {
    let Ok(uri) = format!("sip:{text}").parse::<Uri>() else { return false };
    let is_name = uri.host().bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    let is_address = uri.host().trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    // Nothing more than that: no user, no parameter.
    let bare = Uri::sip(None, uri.host(), uri.port());
    !uri.host().is_empty() && (is_name || is_address) && bare.as_str().eq_ignore_ascii_case(uri.as_str())
}

fn of_registration(own: &Trunk) -> Option<String> {
    let is_farewell = own.register && own.register_expires == 0;
    is_farewell.then(|| "a registration for no time at all takes us out there; write seconds, such as 3600".to_owned())
}

fn of_relay(name: &str, own: &Trunk) -> Option<String> {
    let is_own = own.relay.as_deref() == Some(name);
    is_own.then(|| "its calls would go back to where they come from; name another trunk".to_owned())
}

fn of_health(own: &Trunk) -> Option<String> {
    let is_vain = own.options_every > 0 && own.uri.is_none();
    is_vain.then(|| "there is no uri that OPTIONS could be sent to; write one, or take this out".to_owned())
}
