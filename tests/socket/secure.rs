//! TLS as OpenSSL speaks it: versions, names, and new certificates in a running engine (S30).

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustix::process::Signal;

use crate::engine::{Engine, Folder, request};

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
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
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

#[test]
fn a_secure_listener_without_a_certificate_is_explained() {
    let folder = Folder::new("bare");
    let path = folder.write("c.toml", "[sip]\nlisten = ['tls:127.0.0.1:5061']\n");
    let (code, _, said) = crate::engine::outcome(&mut crate::engine::callwright(&["serve", "--config", &path]));
    assert_eq!(code, Some(2));
    assert!(said.contains("tls:127.0.0.1:5061 has no certificate to show") && said.contains("docs/tls.md"), "{said}");
}
