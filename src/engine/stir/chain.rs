//! Whether a certificate leads to one we believe, and a signature to the certificate (RFC 8226, ATIS-1000080).

use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use webpki::aws_lc_rs::ECDSA_P256_SHA256;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use super::Why;
use crate::base::Time;

/// The certificates of a PEM text, in its order; none of what is not one.
pub(super) fn read(pem: &[u8]) -> Vec<Vec<u8>> {
    CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).map(|der| der.to_vec()).collect()
}

/// Whether all of `certificates` can be believed in.
pub(super) fn are_anchors(certificates: &[Vec<u8>]) -> bool {
    certificates.iter().all(|der| anchor_from_trusted_cert(&CertificateDer::from(der.as_slice())).is_ok())
}

/// Whether the first of `chain` leads to one of `roots` now, and made this signature.
pub(super) fn verify(
    chain: &[Vec<u8>],
    roots: &[Vec<u8>],
    now: Time,
    signed: &[u8],
    signature: &[u8],
) -> Result<(), Why> {
    let certificates: Vec<_> = chain.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let [first, between @ ..] = &certificates[..] else { return Err(Why::Certificate) };
    let roots: Vec<_> = roots.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let anchors: Vec<_> = roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    let signer = EndEntityCert::try_from(first).map_err(|_| Why::Certificate)?;
    let seconds = u64::try_from(now.as_micros()).unwrap_or_default() / 1_000_000;
    let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    // These certificates name no purpose of TLS; a certificate that does must name this one.
    signer
        .verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, between, at, KeyUsage::client_auth(), None, None)
        .map_err(|_| Why::Certificate)?;
    let signature = der(signature).ok_or(Why::Signature)?;
    signer.verify_signature(ECDSA_P256_SHA256, signed, &signature).map_err(|_| Why::Signature)
}

/// r and s of 32 bytes each (RFC 7518 §3.4) as X.509 has them: a sequence of two integers.
fn der(signature: &[u8]) -> Option<Vec<u8>> {
    let (r, s) = signature.split_at_checked(32).filter(|(_, s)| s.len() == 32)?;
    let body = [integer(r), integer(s)].concat();
    // Two integers of at most 35 bytes fit the short form of a length.
    let length = u8::try_from(body.len()).ok()?;
    Some([&[0x30, length][..], &body].concat())
}

fn integer(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len().saturating_sub(1));
    let digits = bytes.get(first..).unwrap_or_default();
    let sign: &[u8] = if digits.first().is_some_and(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
    let length = u8::try_from(sign.len() + digits.len()).unwrap_or(u8::MAX);
    [&[0x02, length], sign, digits].concat()
}
