//! The tables of the process: where it listens, what it keeps on disk, its certificates, voices and sounds.

use crate::app::log;
use crate::edge::clock::Clock;
use crate::edge::sip_tls::{Demand, Keys, Warning};

use super::{Faults, unaskable};
use crate::app::config::{Dns, Process};

/// All that is wrong with them.
pub(super) fn check(process: &Process, faults: &mut Faults<'_>) {
    listen(process, faults);
    tls(process, faults);
    sounds(process, faults);
}

fn listen(process: &Process, faults: &mut Faults<'_>) {
    let listen = &process.sip.listen;
    if listen.is_empty() {
        faults.error(&["sip", "listen"], "SIP is spoken nowhere", "for instance listen = [\"udp:127.0.0.1:5060\"]");
    }
    for (name, limit) in [("max_headers", process.sip.max_headers), ("max_vias", process.sip.max_vias)] {
        if limit == 0 {
            faults.error(&["sip", name], "every message would be refused", "remove it, or write at least 10");
        }
    }
    for (at, own) in listen.iter().enumerate() {
        let path = ["sip", "listen", &at.to_string()];
        if own.addr.port() != 0 && listen[..at].contains(own) {
            faults.error(&path, format!("{own} is listed twice"), "remove one of them");
        }
        if own.addr.ip().is_unspecified() && process.sip.public_address.is_none() {
            let message = format!("{own} is no address a peer can be told");
            faults.error(&path, message, "set sip.public_address, or listen on one address of this machine");
        }
    }
    for (at, server) in process.dns.servers.iter().enumerate().filter(|(_, server)| Dns::server(server).is_none()) {
        let path = ["dns", "servers", &at.to_string()];
        faults.error(&path, format!("`{server}` is not an address"), "write 192.0.2.53 or 127.0.0.1:5353");
    }
    if !process.admin.listen.ip().is_loopback() {
        let help = "anybody who reaches this port can read the metrics; prefer 127.0.0.1";
        faults.warning(&["admin", "listen"], "the admin port is not on loopback", help);
    }
    if let Err(why) = log::filter(&process.log.level) {
        faults.error(&["log", "level"], format!("not a log level: {why}"), "error, warn, info, debug or trace");
    }
    if process.journal.as_ref().is_some_and(|journal| journal.max_bytes < 1 << 16) {
        faults.error(
            &["journal", "max_bytes"],
            "a journal file of less than 64 KiB holds no call",
            "leave it at 64 MiB",
        );
    }
}

/// Sounds, voices and recordings.
fn sounds(process: &Process, faults: &mut Faults<'_>) {
    let (sounds, voice) = (&process.sounds, &process.voice);
    for (name, limit) in
        [("max_bytes", sounds.max_bytes), ("max_seconds", sounds.max_seconds), ("timeout", sounds.timeout)]
    {
        if limit == 0 {
            faults.error(&["sounds", name], "no sound could ever be played", "remove it, or write at least 1");
        }
    }
    for (name, limit) in [("at_once", voice.at_once as u64), ("timeout", voice.timeout)] {
        if limit == 0 {
            faults.error(&["voice", name], "nothing could ever be spoken", "remove it, or write at least 1");
        }
    }
    if let Some(why) = voice.provider.as_ref().and_then(|provider| unaskable(&provider.url)) {
        let help = "an absolute http:// or https:// URL, such as https://api.openai.com/v1/audio/speech";
        faults.error(&["voice", "provider", "url"], format!("the service cannot be asked: {why}"), help);
    }
    if process.recordings.formats.is_empty() {
        faults.error(&["recordings", "formats"], "recordings would be written nowhere", "formats = [\"wav\"]");
    }
}

/// Certificates are read here too, so that `--check-config` finds what would keep the engine from starting.
fn tls(process: &Process, faults: &mut Faults<'_>) {
    let Some(first) = process.sip.listen.iter().find(|listen| listen.transport.is_secure()) else { return };
    let tls = &process.tls;
    if tls.certificates.is_empty() {
        let help = "[tls] certificates = [{ certificate = \"fullchain.pem\", key = \"privkey.pem\" }]; see docs/tls.md";
        faults.error(&["tls", "certificates"], format!("{first} has no certificate to show"), help);
    }
    if tls.client_certificate != Demand::None && tls.client_ca.is_none() {
        let help = "name the authority of their certificates, a PEM file";
        faults.error(&["tls", "client_ca"], "client certificates are asked for and cannot be judged", help);
    }
    match Keys::load(tls) {
        Ok(keys) => keys.warnings(Clock::start().now()).iter().for_each(|warning| certificate(warning, faults)),
        Err(fault) => {
            let path: Vec<&str> = fault.setting.split('.').collect();
            faults.error(&path, format!("{}: {}", fault.path.display(), fault.why), fault.help);
        }
    }
}

/// No reason not to start: calls over UDP and TCP go on, and so does TLS with whoever does not look.
fn certificate(warning: &Warning, faults: &mut Faults<'_>) {
    let at = warning.at.to_string();
    let path: Vec<&str> = warning.setting.split('.').chain([at.as_str()]).collect();
    faults.warning(&path, format!("{}: {}", warning.path.display(), warning.told()), warning.flaw.help());
}
