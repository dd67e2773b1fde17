//! TLS as OpenSSL speaks it: versions, names, and new certificates in a running engine (S30).

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use callwright::edge::sip_tls::{Keys, Pair, Settings};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustix::process::Signal;
use tokio::net::TcpListener;

use crate::engine::{Engine, Folder, callwright, outcome, request};

/// Signs certificates.
struct Authority(Issuer<'static, KeyPair>, String);

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self(Issuer::new(params, key), pem)
    }

    /// Certificate and key.
    fn issue(&self, name: &str) -> (String, String) {
        self.issue_until(name, 2199)
    }

    fn issue_until(&self, name: &str, year: i32) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(year, 1, 1);
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }
}

/// What `openssl s_client` says to an OPTIONS sent with these arguments.
fn openssl(addr: SocketAddr, ca: &str, name: &str, more: &[&str]) -> String {
    let addr_text = addr.to_string();
    let mut command = Command::new("openssl");
    command.args(["s_client", "-connect", &addr_text, "-quiet", "-verify_return_error", "-CAfile", ca]);
    command.args(["-servername", name, "-verify_hostname", name]).args(more);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("openssl is there");
    let (mut to, mut from) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
    // It may have ended already, when nobody shook hands with it.
    let _ = to.write_all(request("TLS", addr, "OPTIONS", "secure").as_bytes());
    let (mut said, mut part) = (String::new(), [0; 1024]);
    while !said.contains("\r\n\r\n") {
        let length = from.read(&mut part).expect("a pipe can be read");
        if length == 0 {
            break;
        }
        said.push_str(&String::from_utf8_lossy(&part[..length]));
    }
    let _ = child.kill();
    child.wait().expect("our child");
    said
}

#[test]
fn s30_openssl_is_served_over_1_2_and_1_3_refused_below_and_sees_new_certificates() {
    let (authority, folder) = (Authority::new(), Folder::new("secure"));
    let (certificate, key) = authority.issue("one.example");
    let ca = folder.write("ca.pem", &authority.1);
    let (certificate, key) = (folder.write("own.pem", &certificate), folder.write("own.key", &key));
    let tls =
        format!("[tls]\nwatch_seconds = 0\ncertificates = [{{ certificate = '{certificate}', key = '{key}' }}]\n");
    let sip = "listen = ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0', 'tls:127.0.0.1:0']";
    let mut engine = Engine::with_sip(folder, "<Response/>", sip, &tls);
    for version in ["-tls1_2", "-tls1_3"] {
        let said = openssl(engine.tls, &ca, "one.example", &[version, "-alpn", "sip/2"]);
        assert!(said.contains("SIP/2.0 200"), "{version}: {said}");
    }
    for (more, reason) in
        [(&["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"][..], "protocol_version"), (&["-alpn", "h2"][..], "no_common_alpn")]
    {
        let said = openssl(engine.tls, &ca, "one.example", more);
        assert!(!said.contains("SIP/2.0"), "{said}");
        let line = format!("callwright_tls_refused_total{{reason=\"{reason}\",side=\"server\"}} 1");
        assert!(engine.admin("/metrics").contains(&line), "{line}: {said}");
    }
    engine.write("own.pem", "no certificate");
    engine.signal(Signal::HUP);
    engine.logged("TLS certificates stay as they were");
    assert!(openssl(engine.tls, &ca, "one.example", &[]).contains("SIP/2.0 200"));
    let (certificate, key) = authority.issue("two.example");
    engine.write("own.pem", &certificate);
    engine.write("own.key", &key);
    engine.signal(Signal::HUP);
    engine.logged("TLS certificates read again");
    assert!(openssl(engine.tls, &ca, "two.example", &[]).contains("SIP/2.0 200"));
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

#[test]
fn s30_renegotiation_is_refused_by_name() {
    let (authority, folder) = (Authority::new(), Folder::new("again"));
    let (certificate, key) = authority.issue("one.example");
    let ca = folder.write("ca.pem", &authority.1);
    let (certificate, key) = (folder.write("own.pem", &certificate), folder.write("own.key", &key));
    let tls = format!("[tls]\ncertificates = [{{ certificate = '{certificate}', key = '{key}' }}]\n");
    let sip = "listen = ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0', 'tls:127.0.0.1:0']";
    let mut engine = Engine::with_sip(folder, "<Response/>", sip, &tls);
    let addr = engine.tls.to_string();
    let mut command = Command::new("openssl");
    command.args(["s_client", "-connect", &addr, "-tls1_2", "-CAfile", &ca, "-servername", "one.example"]);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("openssl is there");
    // A line that begins with R asks for another handshake.
    child.stdin.as_mut().expect("piped").write_all(b"R\n").expect("openssl reads");
    engine.logged("Sending warning alert NoRenegotiation");
    let _ = child.kill();
    child.wait().expect("our child");
    assert!(openssl(engine.tls, &ca, "one.example", &["-tls1_2"]).contains("SIP/2.0 200"));
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

#[tokio::test]
async fn the_certificate_that_the_page_tells_to_make_is_believed_by_those_who_are_told() {
    let page = include_str!("../../docs/tls.md");
    let command = page.split("```").find_map(|part| part.strip_prefix("sh\n")).expect("the page has a command");
    assert!(command.starts_with("openssl req -x509"), "{command}");
    let folder = Folder::new("page");
    let made = Command::new("sh").args(["-ec", command]).current_dir(folder.path()).stderr(Stdio::null()).status();
    assert!(made.expect("there is a shell").success());
    let ca = folder.path().join("fullchain.pem");
    let tls = "[tls]\ncertificates = [{ certificate = '{folder}/fullchain.pem', key = '{folder}/privkey.pem' }]\n";
    let sip = "listen = ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0', 'tls:127.0.0.1:0']";
    let engine = Engine::with_sip(folder, "<Response/>", sip, tls);

    let said = openssl(engine.tls, &ca.display().to_string(), "pbx.example.com", &[]);
    assert!(said.contains("SIP/2.0 200"), "{said}");
    for (ca, reason) in [(Some(ca), None), (None, Some("unknown_issuer"))] {
        let keys = Keys::load(&Settings { ca, ..Settings::default() }).unwrap();
        let stream = tokio::net::TcpStream::connect(engine.tls).await.unwrap();
        let refused = keys.connect(stream, "pbx.example.com").await.err();
        assert_eq!(refused.map(|refusal| refusal.reason), reason);
    }
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

#[test]
fn a_certificate_that_has_expired_is_told_by_the_check_the_doctor_and_the_log() {
    let (authority, folder) = (Authority::new(), Folder::new("expired"));
    let (certificate, key) = authority.issue("one.example");
    let (own, key) = (folder.write("own.pem", &certificate), folder.write("own.key", &key));
    let (old, old_key) = authority.issue_until("one.example", 2001);
    let (old_path, old_key_path) = (folder.write("old.pem", &old), folder.write("old.key", &old_key));
    let listen = "listen = ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0', 'tls:127.0.0.1:0']";
    let tls = |certificate: &str, key: &str| {
        format!("[tls]\ncertificates = [{{ certificate = '{certificate}', key = '{key}' }}]\n")
    };
    let data = folder.path().join("data").display().to_string();
    let aged = format!("{}[sip]\n{listen}\n[data]\ndirectory = '{data}'\n", tls(&old_path, &old_key_path));
    let path = folder.write("aged.toml", &aged);
    let expired = "it expired on Mon, 01 Jan 2001 00:00:00 +0000";

    let (code, said, warned) = outcome(&mut callwright(&["serve", "--check-config", "--config", &path]));
    assert_eq!((code, said), (Some(0), format!("{path}: good, with warnings\n")));
    let flat = warned.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert!(flat.contains(expired), "{warned}");
    let (code, said, _) = outcome(&mut callwright(&["doctor", "--config", &path]));
    let line = said.lines().find(|line| line.contains("certificates ")).unwrap_or_default();
    assert!(code == Some(1) && line.starts_with("missing") && line.contains(expired), "{said}");

    let mut engine = Engine::with_sip(folder, "<Response/>", listen, &tls(&own, &key));
    engine.write("own.pem", &old);
    engine.write("own.key", &old_key);
    engine.signal(Signal::HUP);
    let line = engine.logged("a TLS certificate of ours is not valid");
    assert!(line["level"] == "ERROR" && line.to_string().contains(expired), "{line}");
    engine.terminate();
    assert_eq!(engine.ended(), Some(0));
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "carrier and engine run beside each other")]
async fn a_registration_at_a_trunk_whose_certificate_nobody_knows_or_that_is_too_old_says_so() {
    for (year, trusts, reason) in [(2199, false, "unknown_issuer"), (2001, true, "expired")] {
        let (authority, folder) = (Authority::new(), Folder::new(&format!("trunk-{reason}")));
        let (own, own_key) = authority.issue("one.example");
        let (theirs, theirs_key) = authority.issue_until("127.0.0.1", year);
        let pair = |name: &str, certificate: &str, key: &str| Pair {
            certificate: folder.write(&format!("{name}.pem"), certificate).into(),
            key: folder.write(&format!("{name}.key"), key).into(),
        };
        let (own, theirs) = (pair("own", &own, &own_key), pair("theirs", &theirs, &theirs_key));
        let carrier = Keys::load(&Settings { certificates: vec![theirs], ..Settings::default() }).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let refused = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            carrier.accept(stream, false).await.err()
        });
        let ca = if trusts { format!("ca = '{}'\n", folder.write("ca.pem", &authority.1)) } else { String::new() };
        let more = format!(
            "[tls]\n{ca}certificates = [{{ certificate = '{}', key = '{}' }}]\n\
             [trunks.carrier]\nuri = 'sip:127.0.0.1:{};transport=tls'\nusername = 'us'\npassword = 'secret'\nregister = true\n",
            own.certificate.display(),
            own.key.display(),
            addr.port(),
        );
        let sip = "listen = ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0', 'tls:127.0.0.1:0']";
        let mut engine = Engine::with_sip(folder, "<Response/>", sip, &more);
        let engine = tokio::task::spawn_blocking(move || {
            let line = engine.noted("trunk_unregistered");
            let told = format!("trunk carrier: REGISTER was not answered: no TLS with {addr}: {reason} (");
            assert!(line.to_string().contains(&told), "{line}");
            engine
        });
        let engine = engine.await.unwrap();
        assert!(refused.await.unwrap().is_some(), "the handshake was ours to break off");
        engine.terminate();
        assert_eq!(engine.ended(), Some(0));
    }
}

#[test]
fn a_secure_listener_without_a_certificate_is_explained() {
    let folder = Folder::new("bare");
    let path = folder.write("c.toml", "[sip]\nlisten = ['tls:127.0.0.1:5061']\n");
    let (code, _, said) = outcome(&mut callwright(&["serve", "--config", &path]));
    assert_eq!(code, Some(2));
    assert!(said.contains("tls:127.0.0.1:5061 has no certificate to show") && said.contains("docs/tls.md"), "{said}");
}
