//! What runs on the recogniser's thread: a task for each recognition and each
//! transcription, ended by its last word or by `abandon`.

use std::collections::HashMap;
use std::sync::Arc;

use metrics::counter;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::provider::Provider;
use super::reply::Said;
use super::sound::Live;
use super::{Fault, News, Told};
use crate::base::RecordingSid;
use crate::call::RequestId;
use crate::call::recogniser::{Heard, Wish};
use crate::edge::forks::Carrier;

/// What the thread is told.
#[derive(Debug)]
pub(super) enum Order {
    Listen { id: RequestId, wish: Wish, sound: Carrier },
    Conclude(RequestId),
    Transcribe { id: RequestId, recording: RecordingSid },
    Abandon(RequestId),
    Done(RequestId),
}

/// The thread's own.
pub(super) struct Desk<T, D> {
    provider: Arc<Provider>,
    told: T,
    done: D,
    tasks: HashMap<RequestId, AbortHandle>,
    /// Recognitions whose last word is not wanted yet.
    listening: HashMap<RequestId, oneshot::Sender<()>>,
}

impl<T: Told, D: Fn(RequestId) + Clone + Send + Sync + 'static> Desk<T, D> {
    pub(super) fn new(provider: Provider, told: T, done: D) -> Self {
        let (tasks, listening) = (HashMap::new(), HashMap::new());
        Self { provider: Arc::new(provider), told, done, tasks, listening }
    }

    /// Until nobody has orders any more.
    pub(super) async fn run(mut self, mut inbox: UnboundedReceiver<Order>) {
        while let Some(order) = inbox.recv().await {
            match order {
                Order::Listen { id, wish, sound } => self.listen(id, wish, sound),
                Order::Conclude(id) => {
                    // One that has failed already hears nothing of it.
                    self.listening.remove(&id).into_iter().for_each(|end| _ = end.send(()));
                }
                Order::Transcribe { id, recording } => self.transcribe(id, recording),
                Order::Abandon(id) => {
                    self.forget(id).into_iter().for_each(|task| task.abort());
                }
                Order::Done(id) => drop(self.forget(id)),
            }
        }
    }

    fn forget(&mut self, id: RequestId) -> Option<AbortHandle> {
        self.listening.remove(&id);
        self.tasks.remove(&id)
    }

    #[expect(clippy::disallowed_methods, reason = "a recognition is a task, ended by its last word or by `abandon`")]
    fn listen(&mut self, id: RequestId, wish: Wish, sound: Carrier) {
        let most = self.provider.at_once();
        if self.listening.len() >= most {
            count("call", &Err(Fault::Many(most)));
            return (self.told)(News::Heard(id, Heard::Failed(Fault::Many(most).to_string())));
        }
        let (conclude, end) = oneshot::channel();
        let (provider, told, done) = (Arc::clone(&self.provider), self.told.clone(), self.done.clone());
        let task = tokio::spawn(async move {
            let tell = |heard| told(News::Heard(id, heard));
            let result = provider.listen(wish, Live::new(sound, end), tell).await;
            count("call", &result);
            done(id);
            tell(match result {
                Ok(Said { text, confidence }) => Heard::Final { text, confidence },
                Err(fault) => Heard::Failed(fault.to_string()),
            });
        });
        self.listening.insert(id, conclude);
        self.tasks.insert(id, task.abort_handle());
    }

    #[expect(clippy::disallowed_methods, reason = "a transcription is a task, ended by its text or by `abandon`")]
    fn transcribe(&mut self, id: RequestId, recording: RecordingSid) {
        let (provider, told, done) = (Arc::clone(&self.provider), self.told.clone(), self.done.clone());
        let task = tokio::spawn(async move {
            let result = provider.transcribe(recording).await;
            count("recording", &result);
            done(id);
            told(News::Transcribed(id, result.map(|said| said.text).map_err(|fault| fault.to_string())));
        });
        self.tasks.insert(id, task.abort_handle());
    }
}

fn count(of: &'static str, result: &Result<Said, Fault>) {
    let outcome = match result {
        Ok(said) if said.text.is_empty() => "nothing",
        Ok(_) => "text",
        Err(fault) => fault.kind(),
    };
    counter!("callwright_recognitions_total", "of" => of, "outcome" => outcome).increment(1);
}
