//! The port on loopback, asked by hand.

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::*;
use crate::base::Rng;

struct Port {
    addr: SocketAddr,
    shop: Shop,
    sid: RecordingSid,
}

impl Port {
    #[expect(clippy::disallowed_methods, reason = "the port is served beside the test")]
    async fn new(name: &str, is_public: bool) -> Self {
        let folder = std::env::temp_dir().join(format!("callwright-api-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let sid = RecordingSid::mint(&mut Rng::seeded(1));
        std::fs::write(folder.join(format!("{sid}.wav")), "0123456789").unwrap();
        std::fs::write(folder.join("secret.wav"), "secret").unwrap();
        let account = Account { auth_token: "t0ken".into(), ..Account::default() };
        let (asks, _) = mpsc::channel(1);
        let shop = Shop { account, is_public, folder, max_body: 1000, has_slips: false, asks };
        let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, shop.clone()));
        Self { addr, shop, sid }
    }

    async fn get(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(self.addr).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn path(&self, end: &str) -> String {
        format!("/2010-04-01/Accounts/{}/Recordings/{}{end}", self.shop.account.sid, self.sid)
    }

    fn login(&self, token: &str) -> String {
        let coded = STANDARD.encode(format!("{}:{token}", self.shop.account.sid));
        format!("Authorization: Basic {coded}\r\n")
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.shop.folder);
    }
}

#[tokio::test]
async fn a_recording_is_given_to_its_account_whole_or_in_part() {
    let port = Port::new("given", false).await;
    let login = port.login("t0ken");
    for path in [port.path(""), port.path(".wav"), port.path(".wav").replace("/2010-04-01", "/restcomm/2012-04-24")] {
        let answer = port.get(&path, &login).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n0123456789"), "{path}: {answer}");
        assert!(
            answer.contains("content-type: audio/x-wav\r\n") && answer.contains("content-length: 10\r\n"),
            "{answer}"
        );
    }
    let part = port.get(&port.path(".wav"), &format!("{login}Range: bytes=2-4\r\n")).await;
    assert!(part.starts_with("HTTP/1.1 206") && part.ends_with("\r\n\r\n234"), "{part}");
    assert!(part.contains("content-range: bytes 2-4/10\r\n"), "{part}");
    let beyond = port.get(&port.path(""), &format!("{login}Range: bytes=10-\r\n")).await;
    assert!(beyond.starts_with("HTTP/1.1 416") && beyond.contains("content-range: bytes */10"), "{beyond}");
}

#[tokio::test]
async fn h18_no_recording_without_login_none_of_others_and_no_path_out_of_the_folder() {
    let port = Port::new("kept", false).await;
    for headers in [String::new(), port.login("wrong"), port.login(""), "Authorization: Basic ???\r\n".into()] {
        let answer = port.get(&port.path(".wav"), &headers).await;
        assert!(
            answer.starts_with("HTTP/1.1 401") && answer.contains("www-authenticate: Basic"),
            "{headers}: {answer}"
        );
    }
    let login = port.login("t0ken");
    let account = &port.shop.account.sid;
    for path in [
        port.path(".mp3"),
        port.path(".opus"),
        port.path(".wav").replace(&port.sid.to_string(), "secret"),
        format!("/2010-04-01/Accounts/{account}/Recordings/..%2Fsecret.wav"),
        format!("/2010-04-01/Accounts/{account}/Recordings/%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
        port.path(".wav").replace(account.as_str(), "AC11111111111111111111111111111111"),
    ] {
        let answer = port.get(&path, &login).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn files_are_public_only_where_the_settings_say_so() {
    let port = Port::new("public", true).await;
    assert!(port.get(&port.path(".wav"), "").await.starts_with("HTTP/1.1 200"));
    let mut shop = port.shop.clone();
    shop.account.auth_token.clear();
    let mut headers = HeaderMap::new();
    let login = format!("Basic {}", STANDARD.encode(format!("{}:", shop.account.sid)));
    headers.insert(header::AUTHORIZATION, login.parse().unwrap());
    assert!(!shop.knows(&headers), "an empty token opens nothing");
}
