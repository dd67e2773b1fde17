//! A telephone on a desk, of whatever make, as its user works it and hears it.

use std::net::SocketAddr;

use crate::baresip::Phone;
use crate::linphone::Linphone;

/// Whose telephone it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Make {
    Baresip,
    Linphone,
}

impl Make {
    /// Whether it can transfer a call to another of its own. baresip as Debian has it (1.0) cannot.
    pub(crate) fn asks_first(self) -> bool {
        self == Self::Linphone
    }
}

/// How it registers and talks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// `udp`, `tcp` or `tls`.
    pub(crate) transport: &'static str,
    /// SRTP or no sound.
    pub(crate) encrypts: bool,
    /// Presses keys by INFO, where it can.
    pub(crate) informs: bool,
}

impl Manner {
    pub(crate) const PLAIN: Self = Self { transport: "udp", encrypts: false, informs: false };
}

/// What all makes can do. They answer by themselves.
pub(crate) trait Desk {
    fn dial(&mut self, uri: &str);
    /// Waits until a call is up that was not waited for before.
    fn talks(&mut self);
    /// Puts the call on hold, and waits until that is so.
    fn hold(&mut self);
    /// Takes it back, and waits until that is so.
    fn resume(&mut self);
    /// Leads the other side to `uri` without asking there.
    fn transfer(&mut self, uri: &str);
    /// Leads the side on hold to the one it talks to.
    fn join(&mut self);
    /// Whether packets of sound arrive, where it does not write down what it hears. Debian's baresip does not after it
    /// has held a call.
    fn receives(&self) -> Option<bool> {
        None
    }
    fn hang_up(&mut self);
    /// Waits until a call has ended that was not waited for before.
    fn ends(&mut self);
    /// What it says in a call.
    fn voice(&self) -> &[i16];
    /// All that it has heard so far, in all calls.
    fn heard(&self) -> Vec<i16>;
}

pub(crate) const HOME: &str = "127.0.0.1";

/// A telephone of this make that has registered `user` at `registrar`.
pub(crate) fn registered(
    make: Make,
    user: &'static str,
    password: &str,
    registrar: SocketAddr,
    manner: Manner,
) -> Box<dyn Desk> {
    match make {
        Make::Baresip => Box::new(Phone::registered(HOME, user, password, registrar, manner)),
        Make::Linphone => Box::new(Linphone::registered(user, password, registrar, manner)),
    }
}
