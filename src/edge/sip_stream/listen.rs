//! Sockets that accept connections.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::wire::sip::{Flow, Transport};

use super::Event;

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// Listens on `addr`, at once usable again after a restart.
pub(super) fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    if addr.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    // A restart finds connections of the old process in TIME_WAIT on this port.
    socket.set_reuse_address(true)?;
    socket.bind(&addr.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Reports connections for as long as the loop is there.
pub(super) async fn accept(
    listener: TcpListener,
    transport: Transport,
    local: SocketAddr,
    events: mpsc::Sender<Event>,
) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let flow = Flow { transport, local, peer };
                if events.send(Event::Accepted(flow, stream)).await.is_err() {
                    return;
                }
            }
            // No descriptor is left, most likely: trying again at once would only burn the processor.
            Err(_) => rest().await,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "no deadline of the engine: the operating system has run out of something"
)]
async fn rest() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}
