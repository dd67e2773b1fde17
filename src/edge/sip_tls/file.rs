//! Certificates, keys and authorities out of PEM files.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, crypto::CryptoProvider};
use tokio_rustls::rustls;

use super::fault::TlsFault;
use super::settings::Pair;

/// A certificate with the key that proves it.
pub(super) fn pair(
    setting: &'static str,
    pair: &Pair,
    provider: &CryptoProvider,
) -> Result<Arc<CertifiedKey>, TlsFault> {
    let chain = chain(setting, &pair.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&pair.key).map_err(|why| TlsFault::file(setting, &pair.key, why))?;
    let key = CertifiedKey::from_der(chain, key, provider);
    key.map(Arc::new).map_err(|why| TlsFault::pair(setting, &pair.certificate, why))
}

/// Adds the authorities of a file to `roots`.
pub(super) fn authorities(setting: &'static str, path: &Path, roots: &mut RootCertStore) -> Result<(), TlsFault> {
    for authority in chain(setting, path)? {
        roots.add(authority).map_err(|why| TlsFault::file(setting, path, why))?;
    }
    Ok(())
}

fn chain(setting: &'static str, path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsFault> {
    let fault = |why| TlsFault::file(setting, path, why);
    let chain = CertificateDer::pem_file_iter(path).map_err(fault)?.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    if chain.is_empty() { Err(TlsFault::empty(setting, path, "certificate")) } else { Ok(chain) }
}
