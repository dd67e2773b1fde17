//! What has the right shape and cannot work all the same: a number that leads nowhere, ports that do not pair, a URL
//! that cannot be asked. Every fault of the file is told, not only the first. Here are the engine's tables; those of the
//! process are in `process`, what organisations have in `organizations`.

mod organizations;
mod process;

use std::net::IpAddr;

use url::Url;

use crate::call::mail::is_address;
use crate::engine::{Application, MailTls, RecogniserKind, Settings};
use crate::media::offer::Codec;

use super::faults::Faults;
use super::inline::inline;
use super::origin::Origin;
use super::{Config, Fault};

/// All that is wrong with `config`.
pub(super) fn check(config: &mut Config, origin: &Origin<'_>) -> Vec<Fault> {
    let mut faults = Faults::new(origin);
    inline(config, &mut faults);
    process::check(&config.process, &mut faults);
    account(&config.engine, &mut faults);
    api(&config.engine, &mut faults);
    recogniser(&config.engine, &mut faults);
    streams(&config.engine, &mut faults);
    mail(&config.engine, &mut faults);
    callers(&config.engine, &mut faults);
    registrar(&config.engine, &mut faults);
    organizations::check(&config.engine, &mut faults);
    media(&config.engine, &mut faults);
    session_timer(&config.engine, &mut faults);
    statuses(&config.engine, &mut faults);
    transfer(&config.engine, &mut faults);
    faults.into_found()
}

fn account(settings: &Settings, faults: &mut Faults<'_>) {
    let sid = settings.account.sid.strip_prefix("AC");
    if !sid.is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit())) {
        faults.error(&["account", "sid"], "not an account SID", "`AC` and 32 hex digits");
    }
    let asks = !(settings.numbers.is_empty() && settings.domains.is_empty());
    if asks && settings.account.auth_token.is_empty() {
        let help = "set account.auth_token, or CALLWRIGHT_ACCOUNT__AUTH_TOKEN";
        faults.warning(&["account", "auth_token"], "requests to applications are signed with an empty token", help);
    }
    if settings.limits.calls == 0 {
        faults.error(&["limits", "calls"], "no call would ever be admitted", "at least 1");
    }
}

fn api(settings: &Settings, faults: &mut Faults<'_>) {
    let api = &settings.api;
    if let Some(why) = api.public_url.as_deref().and_then(unaskable) {
        let message = format!("no application could ask it: {why}");
        faults.error(&["api", "public_url"], message, "an absolute http:// or https:// URL");
    }
    if api.max_body_bytes == 0 {
        faults.error(&["api", "max_body_bytes"], "no request with a body would be taken", "such as 10000000");
    }
    if api.listen.is_some() && settings.account.auth_token.is_empty() && !api.public_recordings {
        let help = "set account.auth_token; it is the password of account.sid there";
        faults.warning(&["api", "listen"], "nobody can log in at the API without an auth_token", help);
    }
}

fn recogniser(settings: &Settings, faults: &mut Faults<'_>) {
    let own = &settings.recogniser;
    let schemes: &[&str] = match own.kind() {
        RecogniserKind::Http => &["http", "https"],
        RecogniserKind::Websocket => &["ws", "wss"],
    };
    let table = own.languages.iter().map(|(language, url)| (vec!["recogniser", "languages", language], url));
    for (path, url) in own.url.iter().map(|url| (vec!["recogniser", "url"], url)).chain(table) {
        let scheme = Url::parse(url).map(|url| url.scheme().to_owned());
        if !scheme.is_ok_and(|scheme| schemes.contains(&scheme.as_str())) {
            let help =
                format!("write {}://speech.example/listen, or set another recogniser.kind", schemes.join(":// or "));
            faults.error(&path, "not the address of a speech service of this kind", help);
        }
    }
    if own.url.is_none() && !own.languages.is_empty() {
        let help = "set recogniser.url: it is asked for all other languages";
        faults.error(&["recogniser", "languages"], "there is no recogniser without a url", help);
    }
    let counts = [("at_once", own.at_once as u64), ("transcriptions", own.transcriptions as u64)];
    let spans = [("connect_timeout", own.connect_timeout), ("timeout", own.timeout), ("longest", own.longest)];
    let sizes = [("transcription_timeout", own.transcription_timeout), ("max_bytes", own.max_bytes)];
    for (name, _) in counts.into_iter().chain(spans).chain(sizes).filter(|(_, limit)| *limit == 0) {
        faults.error(&["recogniser", name], "nothing could ever be understood", "remove it, or write at least 1");
    }
    if own.timeout > 10 {
        let help = "at most 10: no Gather waits longer for the last word";
        faults.warning(&["recogniser", "timeout"], "longer than a Gather waits", help);
    }
}

fn streams(settings: &Settings, faults: &mut Faults<'_>) {
    let streams = &settings.streams;
    let limits = [
        ("per_call", streams.per_call as u64, 1, "no stream could ever be opened"),
        ("connect_timeout", streams.connect_timeout, 1, "no stream could ever be opened"),
        ("largest_message", streams.largest_message as u64, 1024, "no server could ever say anything"),
        ("playout", streams.playout, 1, "nothing that servers say could ever be heard"),
        ("backlog_ms", streams.backlog_ms, 100, "servers would hear gaps"),
    ];
    for (name, _, least, what) in limits.into_iter().filter(|(_, limit, least, _)| limit < least) {
        faults.error(&["streams", name], what, format!("remove it, or write at least {least}"));
    }
}

fn mail(settings: &Settings, faults: &mut Faults<'_>) {
    let mail = &settings.mail;
    if mail.from.as_ref().is_some_and(|from| !is_address(from)) {
        faults.error(&["mail", "from"], "not a mail address", "write kate@example.com or Kate <kate@example.com>");
    }
    if mail.server.as_ref().is_some_and(String::is_empty) {
        faults.error(&["mail", "server"], "no mail server", "remove it, or write the name of one");
    }
    for (name, limit) in [("timeout", mail.timeout), ("queue", mail.queue as u64)] {
        if limit == 0 {
            faults.error(&["mail", name], "no mail could ever be sent", "remove it, or write at least 1");
        }
    }
    let local = mail.server.as_deref().is_some_and(|own| matches!(own, "localhost" | "127.0.0.1" | "::1"));
    if mail.tls == MailTls::None && mail.username.is_some() && !local {
        let help = "tls = \"starttls\", or \"tls\"";
        faults.warning(&["mail", "tls"], "the password crosses the network in the clear", help);
    }
}

fn callers(settings: &Settings, faults: &mut Faults<'_>) {
    if settings.digest_algorithms.is_empty() {
        faults.error(&["digest_algorithms"], "no user could log in", "digest_algorithms = [\"MD5\"]");
    }
    for (at, name) in settings.digest_algorithms.iter().enumerate() {
        if !["md5", "sha-256"].contains(&name.to_lowercase().as_str()) {
            let path = ["digest_algorithms", &at.to_string()];
            faults.error(&path, format!("digest algorithm `{name}` is not known"), "MD5, SHA-256");
        }
    }
    for (name, trunk) in &settings.trunks {
        if trunk.sources.is_empty() && trunk.uri.is_none() {
            faults.error(
                &["trunks", name, "sources"],
                "a trunk without an address neither calls nor is called",
                "list its addresses in sources, or set uri",
            );
        }
        for (at, source) in trunk.sources.iter().enumerate().filter(|(_, source)| !is_network(source)) {
            let path = ["trunks", name, "sources", &at.to_string()];
            faults.error(
                &path,
                format!("`{source}` is not an address"),
                "write 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32",
            );
        }
    }
    for (key, name) in [("trunk", &settings.outbound.trunk), ("fallback", &settings.outbound.fallback)] {
        let Some(name) = name else { continue };
        if settings.trunks.get(name).is_none_or(|trunk| trunk.uri.is_none()) {
            let message = format!("there is no trunk `{name}` with a uri");
            faults.error(&["outbound", key], message, format!("[trunks.{name}] uri = \"sip:pbx.example.com\""));
        }
    }
}

fn registrar(settings: &Settings, faults: &mut Faults<'_>) {
    let own = &settings.registrar;
    if own.expires_min == 0 || own.expires_min > own.expires_max {
        let message = format!("no contact can last from {} to {} seconds", own.expires_min, own.expires_max);
        faults.error(&["registrar", "expires_min"], message, "at least 1, and not above expires_max");
    }
    if !(own.expires_min..=own.expires_max).contains(&own.expires_default) {
        let help = format!("from {} to {}", own.expires_min, own.expires_max);
        faults.error(&["registrar", "expires_default"], "not between expires_min and expires_max", help);
    }
    if own.contacts == 0 {
        faults.error(&["registrar", "contacts"], "nobody could register", "at least 1");
    }
    if own.challenge_status.is_some_and(|status| !matches!(status, 401 | 407)) {
        faults.error(&["registrar", "challenge_status"], "a challenge is 401 or 407", "challenge_status = 401");
    }
}

/// Patterns that no Refer-To could ever fit.
fn transfer(settings: &Settings, faults: &mut Faults<'_>) {
    for (at, pattern) in settings.transfer.targets.iter().enumerate() {
        if pattern.is_empty() || pattern.strip_suffix('*').unwrap_or(pattern).contains('*') {
            let message = format!("`{pattern}` fits nobody");
            let help = "a whole user, or a beginning with one * at its end: \"+1*\"";
            faults.error(&["transfer", "targets", &at.to_string()], message, help);
        }
    }
}

/// A single address, or a network as in `10.0.0.0/8`.
fn is_network(text: &str) -> bool {
    let (addr, width) = text.split_once('/').map_or((text, None), |(addr, width)| (addr, Some(width)));
    let most = match addr.parse() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    width.is_none_or(|width| width.parse::<u8>().is_ok_and(|width| width <= most))
}

fn application(name: &str, path: &[&str], own: &Application, faults: &mut Faults<'_>) {
    let at = |key| [path, &[key]].concat();
    if own.voice_url.is_empty() && own.sms_url.is_none() {
        let message = format!("`{name}` has no voice_url: its calls lead nowhere");
        faults.error(&at("voice_url"), message, "set voice_url to the URL of its document");
    }
    let urls = [
        ("voice_url", Some(&own.voice_url).filter(|url| !url.is_empty())),
        ("voice_fallback_url", own.voice_fallback_url.as_ref()),
        ("status_callback", own.status_callback.as_ref()),
        ("refer_url", own.refer_url.as_ref()),
        ("sms_url", own.sms_url.as_ref()),
        ("sms_fallback_url", own.sms_fallback_url.as_ref()),
    ];
    for (key, url) in urls {
        if let Some(why) = url.and_then(|url| unaskable(url)) {
            faults.error(&at(key), format!("{key} cannot be asked: {why}"), "an absolute http:// or https:// URL");
        }
    }
    for event in own.status_callback_event.iter().flatten() {
        if !["ringing", "in-progress", "completed"].contains(&event.as_str()) {
            let message = format!("`{event}` is no event of a call");
            faults.error(&at("status_callback_event"), message, "ringing, in-progress, completed");
        }
    }
}

/// Why this URL cannot be asked.
fn unaskable(text: &str) -> Option<String> {
    match Url::parse(text) {
        Err(why) => Some(why.to_string()),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => Some(format!("scheme `{}`", url.scheme())),
        Ok(_) => None,
    }
}

fn media(settings: &Settings, faults: &mut Faults<'_>) {
    let media = &settings.media;
    for v4 in [true, false] {
        let of_family = media.addresses.iter().filter(|addr| addr.is_ipv4() == v4).count();
        if of_family > 1 {
            let message = format!("{of_family} addresses of one family");
            faults.error(&["media", "addresses"], message, "at most one IPv4 and one IPv6 address");
        }
    }
    if media.addresses.is_empty() {
        faults.error(&["media", "addresses"], "RTP has no address", "for instance addresses = [\"127.0.0.1\"]");
    }
    if media.port_min % 2 == 1 || media.port_min == 0 {
        let help = format!("port_min = {}", media.port_min.saturating_add(1).max(1024));
        faults.error(&["media", "port_min"], "RTP needs an even port, RTCP takes the odd one above", help);
    } else if media.port_max < media.port_min.saturating_add(3) {
        let message = format!("{}–{} is not room for one call", media.port_min, media.port_max);
        faults.error(&["media", "port_max"], message, "four ports for a bridged call: two RTP, two RTCP");
    }
    if !(8000..=128_000).contains(&media.opus_bitrate) {
        let message = format!("Opus does not sound at {} bits in a second", media.opus_bitrate);
        faults.error(&["media", "opus_bitrate"], message, "8000 to 128000");
    }
    if media.codecs.is_empty() {
        faults.error(&["media", "codecs"], "no codec is allowed", "PCMU, PCMA, G722, opus");
    }
    for (at, codec) in media.codecs.iter().enumerate() {
        if codec.parse::<Codec>().is_err() {
            let path = ["media", "codecs", &at.to_string()];
            let known = "PCMU, PCMA, G722, opus, L16/8000, L16/16000";
            faults.error(&path, format!("codec `{codec}` is not known"), known);
        }
    }
}

/// RFC 4028 §4, §5: no interval is shorter than 90 seconds, and none shorter than the least.
fn session_timer(settings: &Settings, faults: &mut Faults<'_>) {
    let timer = &settings.session_timer;
    if timer.min_se < 90 {
        faults.error(&["session_timer", "min_se"], "no session interval is shorter than 90 s", "at least 90");
    }
    if timer.expires < timer.min_se {
        let message = "we would ask for a shorter interval than we agree to";
        faults.error(&["session_timer", "expires"], message, "at least session_timer.min_se");
    }
}

fn statuses(settings: &Settings, faults: &mut Faults<'_>) {
    for (code, status) in &settings.status_map {
        if !code.parse::<u16>().is_ok_and(|code| (300..700).contains(&code)) {
            faults.error(&["status_map", code], format!("`{code}` is no final SIP refusal"), "a code from 300 to 699");
        }
        if !["busy", "no-answer", "failed", "canceled"].contains(&status.as_str()) {
            let message = format!("`{status}` is no final call status");
            faults.error(&["status_map", code], message, "busy, no-answer, failed or canceled");
        }
    }
    if settings.media_failure_code.is_some_and(|code| !(400..700).contains(&code)) {
        faults.error(&["media_failure_code"], "not a SIP refusal", "a code from 400 to 699, such as 503");
    }
}
