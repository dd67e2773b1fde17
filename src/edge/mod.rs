//! Floor 5: sockets, threads, the system's clock. Everything that waits is here; what it means is decided below.

pub mod admin;
pub mod api;
pub mod clock;
pub mod count;
pub mod drain;
pub mod forks;
pub mod hooks;
pub mod journal;
pub mod mail;
pub mod recogniser;
pub mod recordings;
pub mod resolve;
pub mod rtp;
pub mod run;
pub mod sip_stream;
pub mod sip_tls;
pub mod sip_udp;
pub mod sip_ws;
pub mod sounds;
pub mod store;
pub mod stream;
pub mod voice;
pub mod web_socket;
