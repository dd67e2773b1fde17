//! Floor 5: sockets, threads, the system's clock. Everything that waits is here; what it means is decided below.

pub mod clock;
pub mod hooks;
pub mod journal;
pub mod rtp;
pub mod sip_tcp;
pub mod sip_udp;
pub mod store;
