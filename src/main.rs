//! The front door: parses the command line and hands over to `app`.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Two TLS providers in one process panic at the first handshake, so ours is named before anything can ask. The
    // error would say that one is installed already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    callwright::app::cli::run()
}
