//! What peers find wrong with our own certificates, said before they say it: those that are not valid now, those that
//! soon are no more, those of an authority, and those for something else. Of a chain all but its root. Whether a file can be read at all is `file`'s, and certificates of peers
//! are judged in `trust` (RFC 5280 §4.1.2.5, §4.2.1.9).

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, UnixTime};
use tokio_rustls::rustls;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage};

use super::refusal::Side;
use crate::base::Time;

const DAY: u64 = 86_400;

/// A certificate of ours that can be used, and why peers may refuse it all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Which setting names the file: `tls.certificates`.
    pub setting: &'static str,
    /// Which one of that setting.
    pub at: usize,
    /// The file.
    pub path: PathBuf,
    /// Which certificate of the file: 0 is our own, those behind it lead to an authority.
    pub place: usize,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It was valid until then.
    Expired(Time),
    /// It is valid from then on.
    NotYet(Time),
    /// It is valid until then, which is so many days from now.
    Soon(Time, u64),
    /// It is one that signs others.
    Authority,
    /// It is for other purposes than to be shown on this side of a handshake.
    Purpose(Side),
}

/// A chain of ours: which setting names it, and on which side of a handshake it is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) setting: &'static str,
    /// Which one of that setting.
    pub(super) at: usize,
    pub(super) side: Side,
}

impl Shown {
    /// All that is wrong with the certificates of a file; `days` before its end that is near.
    pub(super) fn warnings(self, path: &Path, chain: &[CertificateDer<'_>], now: Time, days: u64) -> Vec<Warning> {
        let all = chain.iter().enumerate().flat_map(|(place, certificate)| {
            let own = flaws(certificate, self.side, now, days).into_iter();
            let counts = move |flaw: &Flaw| place == 0 || flaw.is_of_time() && !is_root(certificate);
            own.filter(counts).map(move |flaw| (place, flaw))
        });
        let warning =
            |(place, flaw)| Warning { setting: self.setting, at: self.at, path: path.to_owned(), place, flaw };
        all.map(warning).collect()
    }
}

impl Warning {
    /// What is wrong, and with which certificate of the file.
    pub fn told(&self) -> String {
        match self.place {
            0 => self.flaw.to_string(),
            place => format!("certificate {} of the file: {}", place + 1, self.flaw),
        }
    }

    /// Says it in the log.
    pub(super) fn log(&self) {
        let help = self.flaw.help();
        match self.flaw.is_refused() {
            true => tracing::error!(fault = %self, help, "a TLS certificate of ours is not valid"),
            false => tracing::warn!(fault = %self, help, "a TLS certificate of ours needs care"),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.setting, self.path.display(), self.told())
    }
}

impl Flaw {
    /// Whether every peer that looks refuses it now.
    pub fn is_refused(self) -> bool {
        matches!(self, Self::Expired(_) | Self::NotYet(_))
    }

    const fn is_of_time(&self) -> bool {
        matches!(self, Self::Expired(_) | Self::NotYet(_) | Self::Soon(..))
    }

    /// What to do.
    pub fn help(self) -> &'static str {
        match self {
            Self::Expired(_) => "renew it: a new file is taken without a restart",
            Self::NotYet(_) => "is the clock of this machine right? Else show the older one until then",
            Self::Soon(..) => "renew it; where its kind never lasts longer, lower tls.warn_days",
            Self::Authority => "make one with basicConstraints=critical,CA:FALSE; see docs/tls.md",
            Self::Purpose(Side::Server) => "make or order one with extendedKeyUsage=serverAuth",
            Self::Purpose(Side::Client) => "make or order one with extendedKeyUsage=clientAuth",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired(until) => write!(f, "it expired on {}", until.rfc2822()),
            Self::NotYet(from) => write!(f, "it is not valid before {}", from.rfc2822()),
            Self::Soon(until, 0) => write!(f, "it expires within a day, on {}", until.rfc2822()),
            Self::Soon(until, days) => write!(f, "it expires in {days} days, on {}", until.rfc2822()),
            Self::Authority => f.write_str("it is an authority's (CA:TRUE), which strict peers take from no server"),
            Self::Purpose(Side::Server) => {
                f.write_str("it is not for a server (its extended key usage lacks serverAuth)")
            }
            Self::Purpose(Side::Client) => {
                f.write_str("it is not for a client (its extended key usage lacks clientAuth)")
            }
        }
    }
}

fn flaws(certificate: &CertificateDer<'_>, side: Side, now: Time, days: u64) -> Vec<Flaw> {
    let now = u64::try_from(now.as_micros()).unwrap_or_default() / 1_000_000;
    let today = match refusal(certificate, side, now) {
        Some(Error::CertExpired { not_after, .. }) => Some(Flaw::Expired(time(not_after))),
        Some(Error::CertNotValidYet { not_before, .. }) => Some(Flaw::NotYet(time(not_before))),
        Some(Error::CaUsedAsEndEntity) => Some(Flaw::Authority),
        Some(Error::RequiredEkuNotFoundContext(_)) => Some(Flaw::Purpose(side)),
        _ => None,
    };
    let soon = match refusal(certificate, side, now.saturating_add(days.saturating_mul(DAY))) {
        Some(Error::CertExpired { not_after, .. }) if not_after.as_secs() >= now => {
            Some(Flaw::Soon(time(not_after), (not_after.as_secs() - now) / DAY))
        }
        _ => None,
    };
    [today, soon].into_iter().flatten().collect()
}

/// Why nobody would take it at that time. The library that judges certificates does not show their times but where it
/// refuses them; it looks at times first, at the kind and the purpose next, and last at the authority, of which there is none here.
fn refusal(certificate: &CertificateDer<'_>, side: Side, at: u64) -> Option<Error> {
    let at = UnixTime::since_unix_epoch(Duration::from_secs(at));
    let own = EndEntityCert::try_from(certificate).ok()?;
    let usage = match side {
        Side::Server => KeyUsage::server_auth(),
        Side::Client => KeyUsage::client_auth(),
    };
    own.verify_for_usage(ALL_VERIFICATION_ALGS, &[], &[], at, usage, None, None).err()
}

/// Peers have the roots that they believe, and do not look at one that they are shown.
fn is_root(certificate: &CertificateDer<'_>) -> bool {
    EndEntityCert::try_from(certificate).is_ok_and(|own| own.issuer() == own.subject())
}

fn time(of: UnixTime) -> Time {
    // No certificate says a year after 9999.
    Time::from_secs(i64::try_from(of.as_secs()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use rcgen::{
        BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SigningKey,
        date_time_ymd,
    };

    use super::*;

    fn made(from: (i32, u8, u8), until: (i32, u8, u8), is_ca: IsCa) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["pbx.example".to_owned()]).unwrap();
        params.not_before = date_time_ymd(from.0, from.1, from.2);
        params.not_after = date_time_ymd(until.0, until.1, until.2);
        params.is_ca = is_ca;
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()
    }

    #[test]
    fn a_certificate_is_warned_of_before_and_after_its_time() {
        // 2026-11-21, noon.
        let now = Time::from_secs(1_795_262_400);
        let ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let cases = [
            ((2026, 1, 1), (2027, 1, 1), IsCa::NoCa, vec![]),
            ((2026, 1, 1), (2060, 1, 1), IsCa::ExplicitNoCa, vec![]),
            ((2026, 1, 1), (2026, 11, 21), IsCa::NoCa, vec!["it expired on Sat, 21 Nov 2026 00:00:00 +0000"]),
            ((2026, 11, 22), (2027, 1, 1), IsCa::NoCa, vec!["it is not valid before Sun, 22 Nov 2026 00:00:00 +0000"]),
            (
                (2026, 1, 1),
                (2026, 12, 5),
                IsCa::NoCa,
                vec!["it expires in 13 days, on Sat, 05 Dec 2026 00:00:00 +0000"],
            ),
            ((2026, 1, 1), (2026, 12, 6), IsCa::NoCa, vec![]),
            ((2026, 1, 1), (2026, 11, 22), ca, vec!["it is an authority's", "it expires within a day"]),
            ((1999, 1, 1), (2001, 1, 1), ca, vec!["it expired on Mon, 01 Jan 2001"]),
        ];
        for (from, until, is_ca, told) in cases {
            let found = flaws(&made(from, until, is_ca), Side::Server, now, 14);
            let found: Vec<String> = found.iter().map(Flaw::to_string).collect();
            let is_told = found.iter().zip(&told).all(|(found, told)| found.starts_with(told));
            assert!(found.len() == told.len() && is_told, "{from:?} to {until:?}: {found:?}");
        }
    }

    #[test]
    fn no_days_ahead_warn_of_nothing_ahead_and_endless_ones_of_everything() {
        let now = Time::from_secs(1_795_262_400);
        let certificate = made((2026, 1, 1), (2026, 11, 22), IsCa::NoCa);
        assert_eq!(flaws(&certificate, Side::Server, now, 0), []);
        assert!(matches!(flaws(&certificate, Side::Server, now, u64::MAX)[..], [Flaw::Soon(_, 0)]));
        assert_eq!(flaws(&CertificateDer::from(vec![0x30, 0x00]), Side::Server, now, 14), []);
    }

    /// A certificate that an authority has signed, with these purposes.
    fn signed(
        by: &Issuer<'_, impl SigningKey>,
        until: (i32, u8, u8),
        purposes: &[ExtendedKeyUsagePurpose],
    ) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["pbx.example".to_owned()]).unwrap();
        params.not_after = date_time_ymd(until.0, until.1, until.2);
        params.extended_key_usages = purposes.to_vec();
        params.signed_by(&KeyPair::generate().unwrap(), by).unwrap().der().clone()
    }

    fn authority(name: &str) -> (CertificateParams, KeyPair) {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        (params, KeyPair::generate().unwrap())
    }

    fn told(side: Side, chain: &[CertificateDer<'_>]) -> Vec<String> {
        let shown = Shown { setting: "tls.certificates", at: 0, side };
        let found = shown.warnings(Path::new("own.pem"), chain, Time::from_secs(1_795_262_400), 14);
        found.iter().map(Warning::to_string).collect()
    }

    #[test]
    fn each_certificate_of_a_chain_is_judged_but_its_root() {
        let (mut root, root_key) = authority("root");
        root.not_after = date_time_ymd(2001, 1, 1);
        let old_root = root.self_signed(&root_key).unwrap().der().clone();
        let root = Issuer::new(root, root_key);
        let (mut between, key) = authority("between");
        let chain = |between: &CertificateParams| {
            let signed = between.signed_by(&key, &root).unwrap().der().clone();
            let leaf = signed_leaf(between, &key);
            vec![leaf, signed, old_root.clone()]
        };
        assert_eq!(told(Side::Server, &chain(&between)), [""; 0], "an authority is what stands behind a certificate");
        between.not_after = date_time_ymd(2026, 11, 20);
        let expired =
            "tls.certificates: own.pem: certificate 2 of the file: it expired on Fri, 20 Nov 2026 00:00:00 +0000";
        assert_eq!(told(Side::Server, &chain(&between)), [expired]);
        between.not_after = date_time_ymd(2026, 12, 1);
        let soon = "tls.certificates: own.pem: certificate 2 of the file: it expires in 9 days, on Tue, 01 Dec 2026";
        let found = told(Side::Server, &chain(&between));
        assert!(found.len() == 1 && found[0].starts_with(soon), "{found:?}");
    }

    fn signed_leaf(by: &CertificateParams, key: &KeyPair) -> CertificateDer<'static> {
        signed(&Issuer::from_params(by, key), (2199, 1, 1), &[])
    }

    #[test]
    fn a_certificate_for_another_purpose_is_warned_of() {
        use ExtendedKeyUsagePurpose::{ClientAuth, EmailProtection, ServerAuth};
        let (params, key) = authority("root");
        let by = Issuer::new(params, key);
        for (side, purposes, lacks) in [
            (Side::Server, vec![], None),
            (Side::Server, vec![ServerAuth], None),
            (Side::Server, vec![ClientAuth, ServerAuth], None),
            (Side::Server, vec![ClientAuth], Some("serverAuth")),
            (Side::Server, vec![EmailProtection], Some("serverAuth")),
            (Side::Client, vec![ServerAuth], Some("clientAuth")),
            (Side::Client, vec![ClientAuth], None),
        ] {
            let found = told(side, &[signed(&by, (2199, 1, 1), &purposes)]);
            let is_told = lacks.is_none_or(|lacks| found.iter().any(|said| said.contains(lacks)));
            assert!(found.len() == usize::from(lacks.is_some()) && is_told, "{purposes:?}: {found:?}");
            let flaw = Flaw::Purpose(side);
            assert!(!flaw.is_refused() && lacks.is_none_or(|lacks| flaw.help().ends_with(lacks)));
        }
    }
}
