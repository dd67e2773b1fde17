//! dnsmasq as the name service of a test.

use std::net::SocketAddr;

use crate::program::{Folder, Program, is_listened_on, ports, until};

/// A running name service.
pub(crate) struct Names {
    _program: Program,
    _folder: Folder,
    pub(crate) addr: SocketAddr,
}

impl Names {
    /// Knows what `records` say, in dnsmasq's own words, and asks nobody else.
    pub(crate) fn with(records: &[String]) -> Self {
        let (folder, port) = (Folder::new(), ports(2));
        let head = format!(
            "port={port}\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\nno-poll\nuser=root\ngroup=root\n"
        );
        let config = folder.write("dnsmasq.conf", head + &records.join("\n") + "\n");
        let args = ["--keep-in-foreground".into(), format!("--conf-file={}", config.display())];
        let mut program = Program::start("dnsmasq", args, folder.path("out"));
        until("dnsmasq listens", || program.is_over() || is_listened_on(port));
        assert!(!program.is_over(), "dnsmasq ends at once:\n{}", program.said());
        Self { _program: program, _folder: folder, addr: SocketAddr::from(([127, 0, 0, 1], port)) }
    }
}
