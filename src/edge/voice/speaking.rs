//! espeak-ng as a process: the text by standard input, WAV by standard output. It is never linked (GPL-3) and never
//! started by a shell; nothing of a document stands on its command line but the name of a voice out of our own table.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::OwnedSemaphorePermit;

use super::VoiceFault;

/// What is read at once.
const CHUNK: usize = 64 << 10;
/// As much as is told of what a program complains about.
const COMPLAINT: usize = 200;

/// A text being spoken. Dropped, it is silenced.
#[derive(Debug)]
pub struct Speaking {
    child: Child,
    out: ChildStdout,
    first: Option<Bytes>,
    patience: Duration,
    /// Programs at once are counted.
    _permit: OwnedSemaphorePermit,
}

impl Speaking {
    /// Starts `program` and waits until it speaks.
    pub(super) async fn start(
        program: &str,
        voice: &str,
        ssml: &str,
        patience: Duration,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, VoiceFault> {
        let mut command = Command::new(program);
        command.args(["--stdin", "--stdout", "-m", "-v", voice]).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|why| VoiceFault::start(program, &why))?;
        let (Some(mut stdin), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(VoiceFault::Broken("its pipes are gone".into()));
        };
        let mut speaking = Self { child, out, first: None, patience, _permit: permit };
        // It reads all before it speaks. A program that ends early closes the pipe, and says why.
        let written = async {
            stdin.write_all(ssml.as_bytes()).await?;
            stdin.shutdown().await
        };
        let _: Result<(), io::Error> = written.await;
        drop(stdin);
        speaking.first = speaking.read().await?;
        match &speaking.first {
            Some(_) => Ok(speaking),
            None => Err(VoiceFault::Broken(speaking.complaint().await)),
        }
    }

    /// What comes next of the WAV; `None` after its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, VoiceFault> {
        match self.first.take() {
            None => self.read().await,
            first => Ok(first),
        }
    }

    async fn read(&mut self) -> Result<Option<Bytes>, VoiceFault> {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        #[expect(clippy::disallowed_methods, reason = "a program that hangs is ended in real time")]
        let read = tokio::time::timeout(self.patience, self.out.read_buf(&mut chunk)).await;
        let read = read.map_err(|_| VoiceFault::Slow(self.patience))?;
        let read = read.map_err(|why| VoiceFault::Broken(why.to_string()))?;
        Ok((read > 0).then(|| chunk.freeze()))
    }

    /// What a program that does not speak says instead.
    async fn complaint(&mut self) -> String {
        let mut said = Vec::new();
        if let Some(errors) = self.child.stderr.take() {
            // Without its words there is still the fact.
            let _ = errors.take(COMPLAINT as u64).read_to_end(&mut said).await;
        }
        let said = String::from_utf8_lossy(&said).trim().replace('\n', " ");
        if said.is_empty() { "it said nothing".into() } else { said }
    }
}
