//! Whether sound is encrypted: what a policy offers, takes and refuses, and the keys that come of it. RFC 4568 §5, §7;
//! threats-and-faults M7, M10.
//!
//! | policy | offers | of an offer it takes |
//! | --- | --- | --- |
//! | never | RTP/AVP | RTP/AVP |
//! | accepted | RTP/AVP | RTP/AVP, RTP/SAVP |
//! | offered | RTP/SAVP, after a refusal RTP/AVP | RTP/AVP, RTP/SAVP, and keys under RTP/AVP, encrypted |
//! | required | RTP/SAVP | RTP/SAVP |
//!
//! Keys under RTP/AVP ("best effort") are a wish for encryption that a peer may pass over: whoever answers without them
//! has downgraded the call without a word. So they are taken with encryption or refused, and we never write them into
//! an offer: RTP/SAVP and, when that is refused, a second offer say clearly what is meant. A call that is encrypted
//! stays so.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::OfferFault;
use crate::base::Rng;
use crate::wire::sdp::{Crypto, Stream};
use crate::wire::srtp::{MasterKey, Suite};

/// Whether the sound of a call is encrypted (SRTP with keys in SDP).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Plain RTP only.
    Never,
    /// Plain RTP in our offers; what is offered to us is answered in kind.
    #[default]
    Accepted,
    /// Encryption in our offers; plain RTP when that is refused, and where it is offered to us.
    Offered,
    /// Encryption or no call.
    Required,
}

/// The keys of an encrypted line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// Seals what we send.
    pub send: MasterKey,
    /// Opens what the peer sends.
    pub receive: MasterKey,
}

/// How a stream carries sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrapping {
    /// RTP.
    Plain,
    /// SRTP with keys in SDP.
    Sealed,
}

/// The keys we may offer, all of one seed: a suite has one key for the whole session, so that an answer can be repeated
/// and an offer be made again without a change of key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Purse([u8; 32]);

/// The suites of our offers, best first. The one that everybody has comes first: some phones read no further. Short
/// tags are never offered, and taken only where nothing better is.
const OFFERED: [Suite; 3] = [Suite::Cm80, Suite::Gcm256, Suite::Gcm128];

impl Wrapping {
    /// What a profile says; `None` is one that is not spoken here. The feedback profiles are answered without feedback.
    pub(super) fn of(profile: &str) -> Option<Self> {
        let is = |names: [&str; 2]| names.iter().any(|name| profile.eq_ignore_ascii_case(name));
        let sealed = is(["RTP/SAVP", "RTP/SAVPF"]).then_some(Self::Sealed);
        sealed.or(is(["RTP/AVP", "RTP/AVPF"]).then_some(Self::Plain))
    }
}

impl Security {
    /// The line of an offered stream to use, none for plain RTP, or why the stream cannot be answered. `standing` are
    /// the keys in use.
    pub(super) fn judge(self, stream: &Stream, standing: Option<&Keys>) -> Result<Option<Crypto>, OfferFault> {
        let wrapping = Wrapping::of(&stream.profile).ok_or_else(|| OfferFault::profile(stream))?;
        match wrapping {
            Wrapping::Sealed if self == Self::Never => Err(OfferFault::profile(stream)),
            Wrapping::Sealed => choose(stream, standing).map(Some),
            Wrapping::Plain if self == Self::Required => Err(OfferFault::Unencrypted),
            Wrapping::Plain if stream.has("crypto") => match self {
                Self::Offered => choose(stream, standing).map(Some),
                _ => Err(OfferFault::Crypto),
            },
            Wrapping::Plain if stream.has("fingerprint") => Err(OfferFault::Crypto),
            Wrapping::Plain if standing.is_some() => Err(OfferFault::Unencrypted),
            Wrapping::Plain => Ok(None),
        }
    }
}

impl Keys {
    /// What an answer makes of our offer: one line of ours, named by its tag, with a key of the peer.
    pub(super) fn agreed(mine: &Stream, theirs: &Stream) -> Result<Option<Self>, OfferFault> {
        let offered = Crypto::all(mine);
        let wrapping = Wrapping::of(&theirs.profile).ok_or_else(|| OfferFault::profile(theirs))?;
        if offered.is_empty() {
            return match wrapping {
                Wrapping::Sealed => Err(OfferFault::profile(theirs)),
                Wrapping::Plain if theirs.has("crypto") || theirs.has("fingerprint") => Err(OfferFault::Crypto),
                Wrapping::Plain => Ok(None),
            };
        }
        if Wrapping::of(&mine.profile) != Some(wrapping) {
            return Err(OfferFault::Unencrypted);
        }
        let answered = Crypto::all(theirs);
        let [answer] = &answered[..] else { return Err(OfferFault::Keys(answered.len())) };
        let answer = answer.as_ref().map_err(|unfit| OfferFault::NoFittingKey(*unfit))?;
        let mine = offered.into_iter().flatten().find(|line| line.tag == answer.tag);
        let mine = mine.filter(|mine| mine.key.suite() == answer.key.suite()).ok_or(OfferFault::OtherKey)?;
        // Our own key come back would let our own packets be played to us as the peer's.
        let keys = Self { send: mine.key, receive: answer.key.clone() };
        (keys.send != keys.receive).then_some(Some(keys)).ok_or(OfferFault::OtherKey)
    }
}

impl Purse {
    pub(super) fn new(rng: &mut Rng) -> Self {
        let mut seed = [0; 32];
        seed.chunks_mut(8).for_each(|chunk| chunk.copy_from_slice(&rng.next_u64().to_be_bytes()));
        Self(seed)
    }

    /// Our key for a suite.
    pub(super) fn key(&self, suite: Suite) -> MasterKey {
        let mut seed = self.0;
        seed[0] ^= suite as u8;
        let mut rng = Rng::from_entropy(seed);
        let length = suite.entry().key_len + suite.entry().salt_len;
        let bytes = std::iter::repeat_with(|| rng.next_u64().to_be_bytes()).flatten().take(length).collect();
        MasterKey::new(suite, bytes).expect("as many bytes as the suite has")
    }

    /// The lines of a fresh offer.
    pub(super) fn lines(&self) -> Vec<Crypto> {
        OFFERED.iter().zip(1..).map(|(suite, tag)| Crypto { tag, key: self.key(*suite) }).collect()
    }
}

impl fmt::Debug for Purse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Purse(‹secret›)")
    }
}

/// Which line of an offer: the one in use if it is repeated, else the first that can be used (RFC 4568 §5.1.2), short
/// tags last.
fn choose(stream: &Stream, standing: Option<&Keys>) -> Result<Crypto, OfferFault> {
    let (fit, unfit): (Vec<_>, Vec<_>) = Crypto::all(stream).into_iter().partition(Result::is_ok);
    let fit: Vec<Crypto> = fit.into_iter().flatten().collect();
    let in_use = |line: &&Crypto| standing.is_some_and(|keys| keys.receive == line.key);
    let strong = |line: &&Crypto| line.key.suite() != Suite::Cm32;
    let best = fit.iter().find(in_use).or_else(|| fit.iter().find(strong)).or(fit.first());
    let reason = || match unfit.into_iter().find_map(Result::err) {
        Some(unfit) => OfferFault::NoFittingKey(unfit),
        None => OfferFault::Keys(0),
    };
    best.cloned().ok_or_else(reason)
}
