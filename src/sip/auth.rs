//! Digest as a client: which challenge is answered, how often, and with what (RFC 3261 §22, RFC 8760, spec §5.3). The
//! arithmetic is in `wire/sip/digest.rs`; sending again is in `sending.rs`.

use serde::{Deserialize, Serialize};

use super::request::Draft;
use crate::base::Rng;
use crate::wire::sip::{Challenge, Credentials, Message, Name};

/// How many times one request is sent at most (A6).
const TRIES: u8 = 3;

/// So much of the name of a realm is told.
const LONGEST_REALM: usize = 64;

/// Credentials, and what has been done with them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Auth {
    credentials: Credentials,
    /// Realms answered so far, each with its latest nonce.
    realms: Vec<(String, String)>,
    /// Requests sent, for the request at hand.
    sent: u8,
    scope: Scope,
}

/// What became of our login where an INVITE of ours was challenged to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// Nobody asked for it, or there is none.
    #[default]
    Unasked,
    /// It was given and not believed.
    Disbelieved,
    /// It was not given, for its secret is for another realm than this one.
    OtherRealm(String),
    /// It was not given, for there was no challenge of a kind that we can answer.
    Unanswerable,
}

impl Proof {
    /// Why a challenge was the end although there was a login for it.
    pub fn why(&self) -> Option<String> {
        match self {
            Self::Unasked => None,
            Self::Disbelieved => Some("our proof was not believed: username or password is wrong".to_owned()),
            Self::OtherRealm(realm) => {
                let realm: String = realm.chars().take(LONGEST_REALM).collect();
                Some(format!(
                    "no proof of who we are was given: it is asked for by the realm {realm:?}, and the login is for \
                     another one"
                ))
            }
            Self::Unanswerable => {
                Some("no proof of who we are was given: no challenge was Digest with MD5 or SHA-256".to_owned())
            }
        }
    }
}

/// Which realms may challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Scope {
    /// Any: the INVITE.
    Open,
    /// Those that the INVITE was authenticated for: requests inside its dialog (A7).
    Known,
}

impl Auth {
    /// For an INVITE.
    pub(super) const fn new(credentials: Credentials) -> Self {
        Self { credentials, realms: Vec::new(), sent: 1, scope: Scope::Open }
    }

    /// For requests inside the dialog that the INVITE made; nothing when nobody challenged it.
    pub(super) fn inside(&self) -> Option<Box<Self>> {
        let inside = Self { sent: 1, scope: Scope::Known, ..self.clone() };
        (!self.realms.is_empty()).then(|| Box::new(inside))
    }

    /// Answers a 401 or 407: changes the draft into the next try, or tells that there is none.
    pub(super) fn answer(&mut self, response: &Message, draft: &mut Draft, rng: &mut Rng) -> bool {
        if self.sent >= TRIES {
            return false;
        }
        let header = match response.status() {
            Some(401) => Name::Authorization,
            _ => Name::ProxyAuthorization,
        };
        let proofs = self.prove(&response.challenges(), draft, rng);
        if proofs.is_empty() {
            return false;
        }
        draft.proof.retain(|(_, realm_proof)| !proofs.iter().any(|(realm, _)| is_for(realm_proof, realm)));
        draft.proof.extend(proofs.into_iter().map(|(_, proof)| (header.as_str().to_owned(), proof)));
        draft.cseq = draft.cseq.wrapping_add(1) & 0x7fff_ffff;
        self.sent += 1;
        true
    }

    /// What became of the login, where this is the last response.
    pub(super) fn outcome(&self, response: &Message) -> Proof {
        let challenges = response.challenges();
        let is_answered = |challenge: &Challenge| self.realms.iter().any(|(known, _)| *known == challenge.realm);
        let mut answerable = challenges.iter().filter(|challenge| challenge.is_supported());
        match answerable.next() {
            _ if challenges.iter().any(is_answered) => Proof::Disbelieved,
            None => Proof::Unanswerable,
            Some(first) if self.credentials.is_for(&first.realm) => Proof::Disbelieved,
            Some(first) if answerable.all(|other| !self.credentials.is_for(&other.realm)) => {
                Proof::OtherRealm(first.realm.clone())
            }
            Some(_) => Proof::Disbelieved,
        }
    }

    /// One proof for each realm that may be answered: its strongest algorithm (RFC 8760 §2.4), and a realm that refused
    /// our proof only when it calls the nonce stale (§22.4 and spec §5.3).
    fn prove(&mut self, challenges: &[Challenge], draft: &Draft, rng: &mut Rng) -> Vec<(String, String)> {
        let mut proofs: Vec<(String, String)> = Vec::new();
        for challenge in challenges {
            let realm = &challenge.realm;
            if proofs.iter().any(|(done, _)| done == realm) || !self.may_answer(challenge, draft) {
                continue;
            }
            let of_realm: Vec<Challenge> = challenges.iter().filter(|c| c.realm == *realm).cloned().collect();
            let Some(chosen) = Challenge::strongest(&of_realm) else { continue };
            let cnonce = format!("{:016x}", rng.next_u64());
            // Each nonce is used once: a retry has a new one, and requests inside the dialog wait to be challenged.
            let answer = self.credentials.answer(chosen, &draft.method, draft.uri.as_str(), &cnonce, 1);
            let Some(answer) = answer else { continue };
            self.realms.retain(|(known, _)| known != realm);
            self.realms.push((realm.clone(), chosen.nonce.clone()));
            proofs.push((realm.clone(), answer.to_string()));
        }
        proofs
    }

    fn may_answer(&self, challenge: &Challenge, draft: &Draft) -> bool {
        let known = self.realms.iter().find(|(realm, _)| *realm == challenge.realm);
        let is_proved = draft.proof.iter().any(|(_, proof)| is_for(proof, &challenge.realm));
        match (self.scope, known) {
            (Scope::Known, None) => false,
            _ if is_proved => challenge.stale && known.is_none_or(|(_, nonce)| *nonce != challenge.nonce),
            _ => true,
        }
    }
}

/// Whether a proof was made for a realm.
fn is_for(proof: &str, realm: &str) -> bool {
    proof.parse::<crate::wire::sip::Authorization>().is_ok_and(|proof| proof.realm == realm)
}
