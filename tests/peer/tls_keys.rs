//! The keys that other people's programs agree on with the engine over TLS, so that tshark can read what both say. The
//! engine never writes a key down, and has no setting that would. baresip does, when it is started with `keylog.c`
//! before its OpenSSL; linphone, whose TLS is another, keeps its own to itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::program::Folder;

/// A file of keys, for as long as somebody writes or reads it.
pub(crate) struct Keys(Folder);

impl Keys {
    /// Those of all programs of these tests: a telephone does not know which engines it will talk to.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Keys>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let own = Arc::new(Self::new());
            *shared = Arc::downgrade(&own);
            own
        })
    }

    fn new() -> Self {
        let own = Self(Folder::new());
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peer/keylog.c");
        let done = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(own.library()).arg(source).output();
        let done = done.expect("cc runs; scripts/test installs it");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        // tshark wants it to be there, even if nobody has agreed on anything.
        own.0.write("keys", "");
        own
    }

    /// Where the keys are.
    pub(crate) fn file(&self) -> PathBuf {
        self.0.path("keys")
    }

    /// The environment of a program that shall write its keys down.
    pub(crate) fn environment(&self) -> [(&'static str, PathBuf); 2] {
        [("LD_PRELOAD", self.library()), ("CALLWRIGHT_TLS_KEYS", self.file())]
    }

    fn library(&self) -> PathBuf {
        self.0.path("keylog.so")
    }
}
