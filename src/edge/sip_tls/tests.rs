//! Handshakes over loopback sockets with certificates made here and now. Also an authority for the tests of others.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::edge::clock::Clock;

/// Signs certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: String,
}

/// A certificate.
pub(crate) struct Issued {
    pub(crate) der: CertificateDer<'static>,
    pub(crate) pem: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        // Two authorities of one name would be told apart by their keys alone.
        params.distinguished_name.push(DnType::CommonName, format!("authority {:x?}", &key.public_key_raw()[1..9]));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    pub(crate) fn issue(&self, names: &[&str]) -> Issued {
        self.issue_until(names, 2199)
    }

    pub(crate) fn issue_until(&self, names: &[&str], year: i32) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params =
            CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(2000, 1, 1), date_time_ymd(year, 1, 1));
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Issued { der: certificate.der().clone(), pem: certificate.pem(), key: key.serialize_pem() }
    }
}

/// A folder of PEM files that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("callwright-tls-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn pair(&self, name: &str, issued: &Issued) -> Pair {
        Pair {
            certificate: self.write(&format!("{name}.pem"), &issued.pem),
            key: self.write(&format!("{name}.key"), &issued.key),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Settings of somebody who shows these certificates and believes this authority.
pub(crate) fn settings(folder: &Folder, authority: &Authority, issued: &[&Issued]) -> Settings {
    let pairs = issued.iter().enumerate().map(|(at, issued)| folder.pair(&at.to_string(), issued));
    Settings {
        certificates: pairs.collect(),
        ca: Some(folder.write("authority.pem", &authority.pem)),
        ..Settings::default()
    }
}

/// What became of a handshake on both sides: nothing, or the reason.
async fn shake(server: &Settings, client: &Settings, host: &str) -> (Option<&'static str>, Option<&'static str>) {
    let (server, client) = (Keys::load(server).unwrap(), Keys::load(client).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let served = async {
        let (stream, _) = listener.accept().await.unwrap();
        match server.accept(stream, false).await {
            // A client of TLS 1.3 hears only now that its certificate was not wanted.
            Ok((mut stream, _)) => {
                stream.write_all(b"x").await.err().and_then(|error| Refusal::of(&error)).map(|r| r.reason)
            }
            Err(refusal) => Some(refusal.reason),
        }
    };
    let called = async {
        let stream = TcpStream::connect(addr).await.unwrap();
        match client.connect(stream, host).await {
            Ok(mut stream) => match stream.read_u8().await {
                Ok(_) => None,
                Err(error) => Some(Refusal::of(&error).map_or("closed", |refusal| refusal.reason)),
            },
            Err(refusal) => Some(refusal.reason),
        }
    };
    tokio::join!(served, called)
}

#[tokio::test]
async fn a_certificate_is_chosen_by_name_and_verified() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let (one, two) = (authority.issue(&["one.example", "127.0.0.1"]), authority.issue(&["*.two.example"]));
    let both = settings(&folder, &authority, &[&one, &two]);
    for host in ["one.example", "pbx.two.example", "127.0.0.1"] {
        assert_eq!(shake(&both, &both, host).await, (None, None), "{host}");
    }
}

#[tokio::test]
async fn s30_certificates_are_refused_with_a_named_reason() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let client = settings(&folder, &authority, &[]);
    let good = authority.issue(&["pbx.example"]);
    let expired = authority.issue_until(&["pbx.example"], 2001);
    let stranger = Authority::new().issue(&["pbx.example"]);
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["pbx.example".to_owned()]).unwrap().self_signed(&key).unwrap();
    let own = Issued { der: own.der().clone(), pem: own.pem(), key: key.serialize_pem() };
    for (shown, host, reason) in [
        (&expired, "pbx.example", "expired"),
        (&good, "other.example", "wrong_name"),
        (&stranger, "pbx.example", "unknown_issuer"),
        (&own, "pbx.example", "unknown_issuer"),
    ] {
        let server = settings(&Folder::new(), &authority, &[]);
        let server = Settings { certificates: vec![folder.pair("shown", shown)], ca: None, ..server };
        let (_, ours) = shake(&server, &client, host).await;
        assert_eq!(ours, Some(reason));
        let lax = Settings { peers: [(host.to_owned(), Peer { verify: false })].into(), ..client.clone() };
        assert_eq!(shake(&server, &lax, host).await, (None, None), "{reason}, and not verified");
    }
}

#[tokio::test]
async fn s30_a_certificate_of_an_authority_is_refused_with_a_word_of_its_own_and_a_hint() {
    let (folder, key) = (Folder::new(), KeyPair::generate().unwrap());
    let mut params = CertificateParams::new(vec!["pbx.example".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = params.self_signed(&key).unwrap();
    let own = Issued { der: own.der().clone(), pem: own.pem(), key: key.serialize_pem() };
    let server = Settings { certificates: vec![folder.pair("own", &own)], ..Settings::default() };
    for ca in [None, Some(folder.write("ca.pem", &own.pem))] {
        let client = Settings { ca, ..Settings::default() };
        assert_eq!(shake(&server, &client, "pbx.example").await.1, Some("ca_certificate"));
    }
    let why = webpki::Error::CaUsedAsEndEntity;
    let why = rustls::Error::InvalidCertificate(rustls::CertificateError::Other(rustls::OtherError(Arc::new(why))));
    let refusal = Refusal::of(&io::Error::other(why)).unwrap();
    assert!(refusal.text.contains("CA:FALSE, see docs/tls.md"), "{refusal}");
}

#[tokio::test]
async fn s30_versions_and_protocols_without_a_common_one_are_refused() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let both = settings(&folder, &authority, &[&authority.issue(&["pbx.example"])]);
    let newest = Settings { versions: vec![Version::Tls13], ..both.clone() };
    let older = Settings { versions: vec![Version::Tls12], ..both.clone() };
    assert_eq!(shake(&older, &older, "pbx.example").await, (None, None));
    assert_eq!(shake(&newest, &older, "pbx.example").await, (Some("protocol_version"), Some("protocol_version")));
    assert_eq!(shake(&older, &newest, "pbx.example").await.0, Some("protocol_version"));

    // A hello as TLS 1.1 has it, and a protocol that is not SIP.
    let mut hello = vec![0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0, 0x2f, 1, 0]);
    hello[4] = u8::try_from(hello.len() - 5).unwrap();
    hello[8] = u8::try_from(hello.len() - 9).unwrap();
    assert_eq!(said(&both, &hello).await, "protocol_version");
    assert_eq!(said(&both, b"OPTIONS sip:a@h SIP/2.0\r\n\r\n").await, "not_tls");
    let mut client = client_of(&both, &authority);
    client.alpn_protocols = vec![b"h2".to_vec()];
    let keys = Keys::load(&both).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (served, called) = tokio::join!(
        async { keys.accept(listener.accept().await.unwrap().0, false).await.unwrap_err().reason },
        async {
            let stream = TcpStream::connect(addr).await.unwrap();
            let name = ServerName::try_from("pbx.example").unwrap();
            TlsConnector::from(Arc::new(client)).connect(name, stream).await.unwrap_err()
        }
    );
    assert_eq!((served, Refusal::of(&called).unwrap().reason), ("no_common_alpn", "no_common_alpn"));
}

#[tokio::test]
async fn s30_client_certificates_are_asked_for_and_judged() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let plain = settings(&folder, &authority, &[&authority.issue(&["pbx.example"])]);
    let strict = Settings { client_ca: plain.ca.clone(), client_certificate: Demand::Required, ..plain.clone() };
    let lenient = Settings { client_certificate: Demand::Optional, ..strict.clone() };
    let known =
        Settings { outgoing: Some(folder.pair("known", &authority.issue(&["phone.example"]))), ..plain.clone() };
    let unknown = Authority::new().issue(&["phone.example"]);
    let unknown = Settings { outgoing: Some(folder.pair("unknown", &unknown)), ..plain.clone() };
    let host = "pbx.example";
    assert_eq!(shake(&strict, &known, host).await, (None, None));
    assert_eq!(shake(&strict, &plain, host).await, (Some("no_client_certificate"), Some("peer_wants_certificate")));
    assert_eq!(shake(&strict, &unknown, host).await.0, Some("unknown_issuer"));
    assert_eq!(shake(&lenient, &plain, host).await, (None, None));
    assert_eq!(shake(&lenient, &unknown, host).await.0, Some("unknown_issuer"));
}

#[tokio::test]
async fn new_files_are_taken_and_broken_ones_leave_everything_as_it_was() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let settings =
        Settings { watch_seconds: 0, ..settings(&folder, &authority, &[&authority.issue(&["one.example"])]) };
    let first = settings.certificates[0].clone();
    let reload = Reload::default();
    let (told, mut heard) = tokio::sync::mpsc::channel(1);
    let renew = move |keys| {
        let told = told.clone();
        async move { told.send(keys).await.is_ok() }
    };
    let watching = watch(Keys::load(&settings).unwrap(), Clock::start(), reload.clone(), renew);
    let story = async {
        std::fs::write(&first.certificate, "no certificate").unwrap();
        assert_eq!(Keys::load(&settings).unwrap_err().setting, "tls.certificates");
        reload.ask();
        let next = authority.issue(&["two.example"]);
        tokio::task::yield_now().await;
        std::fs::write(&first.certificate, &next.pem).unwrap();
        std::fs::write(&first.key, &next.key).unwrap();
        reload.ask();
        heard.recv().await.unwrap();
        // The broken file led to nothing: what was heard first is the new certificate.
        assert_eq!(shake(&settings, &settings, "two.example").await, (None, None));
    };
    tokio::select! {
        () = watching => panic!("the watch ended"),
        () = story => {}
    }
}

#[test]
fn what_is_wrong_with_our_certificates_is_told_by_their_settings() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let expired = authority.issue_until(&["one.example"], 2001);
    let mut own = settings(&folder, &authority, &[&authority.issue(&["two.example"]), &expired]);
    own.outgoing = Some(folder.pair("out", &expired));
    let warnings = Keys::load(&own).unwrap().warnings(Clock::start().now());
    let found: Vec<_> = warnings.iter().map(|one| (one.setting, one.at, one.flaw.is_refused())).collect();
    assert_eq!(found, [("tls.certificates", 1, true), ("tls.outgoing", 0, true)]);
    assert!(warnings[1].to_string().ends_with("out.pem: it expired on Mon, 01 Jan 2001 00:00:00 +0000"));
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let (authority, folder) = (Authority::new(), Folder::new());
    let good = settings(&folder, &authority, &[&authority.issue(&["one.example"])]);
    let other = folder.write("other.key", &authority.issue(&["two.example"]).key);
    let mixed = Pair { key: other, ..good.certificates[0].clone() };
    let missing = Pair { certificate: Path::new("/no/such.pem").into(), ..mixed.clone() };
    let empty = folder.write("empty.pem", "");
    for (bent, setting, why) in [
        (Settings { certificates: vec![mixed], ..good.clone() }, "tls.certificates", "with its key"),
        (Settings { certificates: vec![missing], ..good.clone() }, "tls.certificates", "No such file"),
        (Settings { ca: Some(empty), ..good.clone() }, "tls.ca", "no certificate in it"),
        (Settings { versions: vec![], ..good.clone() }, "tls.versions", ""),
    ] {
        let fault = Keys::load(&bent).unwrap_err();
        assert_eq!(fault.setting, setting);
        assert!(fault.to_string().contains(why), "{fault}");
    }
}

/// The reason why the server ends a connection that begins with these bytes.
async fn said(server: &Settings, bytes: &[u8]) -> &'static str {
    let keys = Keys::load(server).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    keys.accept(listener.accept().await.unwrap().0, false).await.unwrap_err().reason
}

fn client_of(settings: &Settings, authority: &Authority) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap()).unwrap();
    client(settings, &Arc::new(aws_lc_rs::default_provider()), roots, None).unwrap()
}
