//! RTP beside sipp, which neither keeps what it hears nor says what it is told: µ-law of 20 ms a packet, in time.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::park_timeout;
use std::time::{Duration, Instant};

use callwright::audio::codec::Law;

use crate::app::spawn;
use crate::board::Board;
use crate::program::ports;

/// Samples of one packet.
const FRAME: usize = 160;
const HEAD: usize = 12;

/// One end of a stream, told in the SDP of a scenario in place of sipp's own port.
pub(crate) struct Mouth {
    socket: Arc<UdpSocket>,
    /// Where reports arrive, unread.
    _reports: UdpSocket,
    pub(crate) port: u16,
    heard: Board<[i16; FRAME]>,
    over: Arc<AtomicBool>,
}

impl Mouth {
    pub(crate) fn open() -> Self {
        let port = ports(2);
        let [socket, reports] = [port, port + 1].map(|port| UdpSocket::bind(("127.0.0.1", port)).expect("a free port"));
        socket.set_read_timeout(Some(Duration::from_millis(200))).expect("not zero");
        let (socket, heard, over) = (Arc::new(socket), Board::default(), Arc::new(AtomicBool::new(false)));
        let (own, board, end) = (Arc::clone(&socket), heard.clone(), Arc::clone(&over));
        spawn(move || {
            let mut packet = [0; 2048];
            while !end.load(Ordering::Relaxed) {
                let Ok(length) = own.recv(&mut packet) else { continue };
                // Payload type 0 and nothing between head and sound; keys that are pressed at us are none.
                if length == HEAD + FRAME && packet[0] == 0x80 && packet[1] & 0x7f == 0 {
                    board.add(std::array::from_fn(|at| Law::Mu.decode(packet[HEAD + at])));
                }
            }
        });
        Self { socket, _reports: reports, port, heard, over }
    }

    /// What has been heard so far.
    pub(crate) fn heard(&self) -> Vec<i16> {
        self.heard.all().concat()
    }

    /// Says all of it, as long as that takes.
    #[expect(clippy::disallowed_methods, reason = "whoever talks keeps time by a clock")]
    pub(crate) fn say(&self, samples: &[i16], there: SocketAddr) {
        let begin = Instant::now();
        for (number, frame) in (0u16..).zip(samples.chunks_exact(FRAME)) {
            let due = Duration::from_millis(20) * u32::from(number);
            while let Some(wait) = due.checked_sub(begin.elapsed()).filter(|wait| !wait.is_zero()) {
                park_timeout(wait);
            }
            let mut packet = vec![0x80, if number == 0 { 0x80 } else { 0 }];
            packet.extend(number.to_be_bytes());
            packet.extend((u32::from(number) * FRAME as u32).to_be_bytes());
            packet.extend(*b"peer");
            packet.extend(Law::Mu.encode_all(frame));
            self.socket.send_to(&packet, there).expect("loopback");
        }
    }
}

impl Drop for Mouth {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}
