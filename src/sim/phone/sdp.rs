//! A phone's own session descriptions: one audio stream, a few codecs, telephone-event. Written without `wire/sdp` and
//! `media/offer` on purpose, so that what the engine offers and answers is read by other eyes (RFC 4566, RFC 3264).

use std::net::{IpAddr, SocketAddr};

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::super::story::{HoldBy, Seal};
use crate::media::offer::{CODECS, Codec};
use crate::wire::srtp::{MasterKey, Suite};

/// The payload number of telephone-event in our offers: not the usual 101, so that numbers must be mapped.
const EVENT: u8 = 97;

/// What the other side said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    /// Where it wants RTP; nowhere when it holds us the old way.
    pub remote: Option<SocketAddr>,
    /// The codec we send, with its number.
    pub codec: Codec,
    /// Its number there.
    pub payload: u8,
    /// The numbers of the codecs that may reach us.
    pub receiving: Vec<(u8, Codec)>,
    /// The number of telephone-event towards it.
    pub event: Option<u8>,
    /// Whether it wants to hear us.
    pub listens: bool,
    /// Whether it may send to us.
    pub speaks: bool,
    /// Our key and its key, where sound is encrypted.
    pub keys: Option<(MasterKey, MasterKey)>,
}

/// One side of offer and answer.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    local: SocketAddr,
    codecs: Vec<Codec>,
    version: u64,
    seal: Seal,
    /// Whether it knows telephone-event.
    knows_events: bool,
}

/// What a description says.
struct Said {
    remote: Option<SocketAddr>,
    formats: Vec<(u8, Codec)>,
    event: Option<u8>,
    direction: String,
    sealed: bool,
    /// Tag and key.
    key: Option<(String, MasterKey)>,
}

/// How the line of our own is written: profile, and tag and suite of its key.
type Wrap = (&'static str, Option<(String, Suite)>);

impl Desk {
    /// The side that listens at `local` and knows `codecs`.
    pub(super) const fn new(local: SocketAddr, codecs: Vec<Codec>, seal: Seal, knows_events: bool) -> Self {
        Self { local, codecs, version: 1, seal, knows_events }
    }

    /// An offer, with or without a hold.
    pub(super) fn offer(&mut self, hold: Option<HoldBy>) -> String {
        let formats: Vec<(u8, Codec)> = self.codecs.iter().map(|codec| (codec.entry().payload, *codec)).collect();
        let direction = match hold {
            None | Some(HoldBy::Address | HoldBy::Port) => "sendrecv",
            Some(HoldBy::SendOnly) => "sendonly",
            Some(HoldBy::Inactive) => "inactive",
        };
        let address = match hold {
            Some(HoldBy::Address) => IpAddr::from([0, 0, 0, 0]),
            _ => self.local.ip(),
        };
        let port = if hold == Some(HoldBy::Port) { 0 } else { self.local.port() };
        self.write(
            &formats,
            self.knows_events.then_some(EVENT),
            direction,
            SocketAddr::new(address, port),
            self.offered(),
        )
    }

    /// An offer of these codecs alone; what it knows stays as it is.
    pub(super) fn offer_alone(&mut self, codecs: Vec<Codec>) -> String {
        let known = std::mem::replace(&mut self.codecs, codecs);
        let offer = self.offer(None);
        self.codecs = known;
        offer
    }

    /// Knows other codecs from now on.
    pub(super) fn switch(&mut self, codecs: Vec<Codec>) {
        self.codecs = codecs;
    }

    /// The answer to an offer, keeping the other side's numbers; nothing when no codec is common.
    pub(super) fn answer(&mut self, offer: &str) -> Option<(String, Terms)> {
        let mut said = read(offer)?;
        said.event = said.event.filter(|_| self.knows_events);
        let common: Vec<(u8, Codec)> =
            said.formats.iter().filter(|(_, codec)| self.codecs.contains(codec)).copied().collect();
        let direction = match said.direction.as_str() {
            "sendonly" => "recvonly",
            "recvonly" => "sendonly",
            "inactive" => "inactive",
            _ => "sendrecv",
        };
        let event = said.event;
        let wrap = self.taken(&said)?;
        let keys = wrap.1.as_ref().and_then(|(_, suite)| Some((self.key(*suite), said.key.clone()?.1)));
        let terms = Terms { keys, ..terms(said, &common, common.clone())? };
        Some((self.write(&common, event, direction, self.local, wrap), terms))
    }

    /// Takes the answer to our offer.
    pub(super) fn accept(&self, answer: &str) -> Option<Terms> {
        let mut said = read(answer)?;
        said.event = said.event.filter(|_| self.knows_events);
        let ours = self.codecs.iter().map(|codec| (codec.entry().payload, *codec)).collect();
        let formats = said.formats.clone();
        let keys = match (self.offered(), &said.key) {
            (("RTP/SAVP", _), None) | (("RTP/AVP", None), Some(_)) => return None,
            ((profile, _), _) if said.sealed != (profile == "RTP/SAVP") => return None,
            ((_, Some((_, suite))), Some((tag, theirs))) if tag == "1" && theirs.suite() == suite => {
                Some((self.key(suite), theirs.clone()))
            }
            (_, Some(_)) => return None,
            // Best effort: whoever answers without a key gets plain sound.
            (_, None) => None,
        };
        Some(Terms { keys, ..terms(said, &formats, ours)? })
    }

    /// An answer that nobody can use: a codec that was never offered, on no address.
    pub(super) fn unusable(&self) -> String {
        let ip = self.local.ip();
        format!("v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio 0 RTP/AVP 18\r\n")
    }

    fn offered(&self) -> Wrap {
        match self.seal {
            Seal::Unknown => ("RTP/AVP", None),
            Seal::Required(suite) | Seal::Offered(suite) => ("RTP/SAVP", Some(("1".into(), suite))),
            Seal::Loose(suite) => ("RTP/AVP", Some(("1".into(), suite))),
        }
    }

    /// How an offer is answered; nothing when it cannot be.
    fn taken(&self, said: &Said) -> Option<Wrap> {
        let key = said.key.as_ref().map(|(tag, key)| (tag.clone(), key.suite()));
        match (self.seal, said.sealed, key) {
            (Seal::Unknown, false, _) | (Seal::Offered(_) | Seal::Loose(_), false, None) => Some(("RTP/AVP", None)),
            (Seal::Loose(_), false, key) => Some(("RTP/AVP", key)),
            (Seal::Required(_) | Seal::Offered(_) | Seal::Loose(_), true, Some(key)) => Some(("RTP/SAVP", Some(key))),
            _ => None,
        }
    }

    fn key(&self, suite: Suite) -> MasterKey {
        let length = suite.entry().key_len + suite.entry().salt_len;
        let seed = self.local.to_string().bytes().fold(self.local.port() as u8, u8::wrapping_add);
        let bytes = (0..length as u8).map(|at| seed.wrapping_add(at.wrapping_mul(37))).collect();
        MasterKey::new(suite, bytes).expect("as many bytes as the suite has")
    }

    fn write(
        &mut self,
        formats: &[(u8, Codec)],
        event: Option<u8>,
        direction: &str,
        address: SocketAddr,
        (profile, key): Wrap,
    ) -> String {
        self.version += 1;
        let family = if address.is_ipv6() { "IP6" } else { "IP4" };
        let numbers: Vec<String> =
            formats.iter().map(|(number, _)| *number).chain(event).map(|n| n.to_string()).collect();
        let (local, version, port, address) = (self.local.ip(), self.version, address.port(), address.ip());
        let mut text =
            format!("v=0\r\no=- 7 {version} IN {family} {local}\r\ns=-\r\nc=IN {family} {address}\r\nt=0 0\r\n");
        text.push_str(&format!("m=audio {port} {profile} {}\r\n", numbers.join(" ")));
        for (number, codec) in formats {
            let entry = codec.entry();
            let channels = if entry.channels > 1 { format!("/{}", entry.channels) } else { String::new() };
            text.push_str(&format!("a=rtpmap:{number} {}/{}{channels}\r\n", entry.name, entry.clock));
        }
        if let Some(event) = event {
            text.push_str(&format!("a=rtpmap:{event} telephone-event/8000\r\na=fmtp:{event} 0-15\r\n"));
        }
        if let Some((tag, suite)) = key {
            let inline = BASE64_STANDARD.encode(self.key(suite).bytes());
            text.push_str(&format!("a=crypto:{tag} {} inline:{inline}|2^31\r\n", suite.entry().name));
        }
        text.push_str(&format!("a=ptime:20\r\na={direction}\r\n"));
        text
    }
}

fn terms(said: Said, formats: &[(u8, Codec)], receiving: Vec<(u8, Codec)>) -> Option<Terms> {
    let (payload, codec) = *formats.first()?;
    let open = said.remote.is_some();
    Some(Terms {
        remote: said.remote,
        codec,
        payload,
        receiving,
        event: said.event,
        listens: open && matches!(said.direction.as_str(), "sendrecv" | "recvonly"),
        speaks: matches!(said.direction.as_str(), "sendrecv" | "sendonly"),
        keys: None,
    })
}

/// Reads the first audio stream.
fn read(text: &str) -> Option<Said> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let media = lines.iter().find_map(|line| line.strip_prefix("m=audio "))?;
    let mut words = media.split(' ');
    let port: u16 = words.next()?.parse().ok()?;
    let sealed = words.next()? == "RTP/SAVP";
    let numbers: Vec<u8> = words.filter_map(|word| word.parse().ok()).collect();
    let address = lines.iter().rev().find_map(|line| line.strip_prefix("c=IN IP"))?;
    let ip: IpAddr = address.split(' ').nth(1)?.parse().ok()?;
    let map = |number: u8| {
        let prefix = format!("a=rtpmap:{number} ");
        lines.iter().find_map(|line| line.strip_prefix(prefix.as_str()))
    };
    let named = |number: u8| {
        let mut words = map(number).into_iter().flat_map(|map| map.split('/'));
        let (name, clock) = (words.next(), words.next());
        CODECS.iter().find(|entry| match (name, clock) {
            (Some(name), Some(clock)) => entry.name.eq_ignore_ascii_case(name) && entry.clock.to_string() == clock,
            (Some(name), None) => entry.name.eq_ignore_ascii_case(name),
            _ => entry.payload == number,
        })
    };
    let formats = numbers.iter().filter_map(|number| Some((*number, named(*number)?.codec))).collect();
    let event =
        numbers.iter().copied().find(|number| map(*number).is_some_and(|map| map.starts_with("telephone-event")));
    let ways = ["sendrecv", "sendonly", "recvonly", "inactive"];
    let said = lines.iter().filter_map(|line| line.strip_prefix("a=")).rfind(|attribute| ways.contains(attribute));
    let direction = said.unwrap_or("sendrecv").to_owned();
    let remote = (port != 0 && !ip.is_unspecified()).then(|| SocketAddr::new(ip, port));
    let key = lines.iter().filter_map(|line| line.strip_prefix("a=crypto:")).find_map(key);
    Some(Said { remote, formats, event, direction, sealed, key })
}

/// `1 AES_CM_128_HMAC_SHA1_80 inline:…`
fn key(line: &str) -> Option<(String, MasterKey)> {
    let mut words = line.split(' ');
    let (tag, suite) = (words.next()?, Suite::named(words.next()?)?);
    let key = words.next()?.strip_prefix("inline:")?.split('|').next()?;
    Some((tag.to_owned(), MasterKey::new(suite, BASE64_STANDARD.decode(key).ok()?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(port: u16, codecs: &[Codec]) -> Desk {
        Desk::new(SocketAddr::from(([192, 0, 2, 10], port)), codecs.to_vec(), Seal::Unknown, true)
    }

    #[test]
    fn two_phones_agree_on_the_first_common_codec() {
        let (mut alice, mut bob) = (desk(4000, &[Codec::Opus, Codec::Pcma]), desk(5000, &[Codec::Pcmu, Codec::Pcma]));
        let offer = alice.offer(None);
        let (answer, bobs) = bob.answer(&offer).unwrap();
        let alices = alice.accept(&answer).unwrap();
        assert_eq!((bobs.codec, bobs.payload, bobs.event), (Codec::Pcma, 8, Some(EVENT)));
        assert_eq!(alices.codec, Codec::Pcma);
        assert_eq!(alices.remote, Some(SocketAddr::from(([192, 0, 2, 10], 5000))));
        assert!(bob.answer(&desk(1, &[Codec::G722]).offer(None)).is_none());
    }

    #[test]
    fn a_hold_is_understood_in_all_its_forms() {
        let (mut alice, mut bob) = (desk(4000, &[Codec::Pcmu]), desk(5000, &[Codec::Pcmu]));
        for (hold, listens, speaks) in [
            (None, true, true),
            (Some(HoldBy::SendOnly), false, true),
            (Some(HoldBy::Inactive), false, false),
            (Some(HoldBy::Address), false, true),
            (Some(HoldBy::Port), false, true),
        ] {
            let (_, terms) = bob.answer(&alice.offer(hold)).unwrap();
            assert_eq!((terms.listens, terms.speaks), (listens, speaks), "{hold:?}");
        }
    }

    #[test]
    fn a_description_nobody_can_use_is_not_accepted() {
        let bob = desk(5000, &[Codec::Pcmu]);
        assert_eq!(desk(4000, &[Codec::Pcmu]).accept(&bob.unusable()), None);
    }
}
