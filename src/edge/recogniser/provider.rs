//! The service that is asked, of either kind.

use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::form::{self, File};
use super::recording::Shelf;
use super::reply::{Message, Said};
use super::sound::{Live, Sound};
use super::talk::Talk;
use super::utterance::Utterance;
use super::{Fault, Question};
use crate::audio::Rate;
use crate::base::RecordingSid;
use crate::call::recogniser::{Heard, Wish};
use crate::edge::hooks::{Hooks, HooksError};
use crate::edge::web_socket::Dialer;
use crate::engine::{Recogniser, RecogniserKind};

/// The rate at which lines are heard.
const RATE: Rate = Rate::Wide;
/// Guesses come at most so often: each may be a request to the application.
const EVERY: Duration = Duration::from_millis(100);
/// How sure a guess is: services do not say.
const STABILITY: u16 = 500;

/// The service.
#[derive(Debug)]
pub(super) struct Provider {
    settings: Recogniser,
    way: Way,
    shelf: Shelf,
    turns: Semaphore,
}

/// How it is asked.
#[derive(Debug)]
enum Way {
    /// One request for each utterance.
    Form(Hooks),
    /// A connection for each recognition.
    Socket(Dialer),
}

/// Asks for the words of a second of silence: whether the service answers. To be called outside any runtime.
pub fn probe(settings: &Recogniser) -> Result<String, Fault> {
    let broken = |why: String| Fault::Broken(why);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|why| broken(why.to_string()))?;
    let shelf = Shelf { folder: Default::default(), most: 0 };
    let provider = Provider::new(settings.clone(), shelf).map_err(|why| broken(why.to_string()))?;
    let url = settings.url.clone().ok_or(Fault::Nobody)?;
    runtime.block_on(provider.whole(RATE.hz(), vec![0; RATE.hz() as usize]))?;
    Ok(format!("{url} answers"))
}

impl Provider {
    /// The service is of the operator's choice, so it may be at a private address.
    pub(super) fn new(settings: Recogniser, shelf: Shelf) -> Result<Self, HooksError> {
        let way = match settings.kind() {
            RecogniserKind::Http => Way::Form(Hooks::new(true)?),
            RecogniserKind::Websocket => Way::Socket(Dialer::new(true)),
        };
        let turns = Semaphore::new(settings.transcriptions.max(1));
        Ok(Self { settings, way, shelf, turns })
    }

    pub(super) const fn at_once(&self) -> usize {
        self.settings.at_once
    }

    /// Listens until the last word is wanted, which is returned; what is heard before is told.
    pub(super) async fn listen(&self, wish: Wish, sound: Live, tell: impl Fn(Heard)) -> Result<Said, Fault> {
        let wants_partials = wish.wants_partials;
        let question = Question::from(wish);
        match &self.way {
            Way::Form(hooks) => self.listen_by_form(hooks, &question, sound, tell).await,
            Way::Socket(dialer) => {
                let talk = Talk::open(dialer, &self.settings, &question, RATE.hz()).await?;
                let mut guesses = Guesses::new(wants_partials);
                talk.hear(Sound::Live(sound), |message| guesses.pass(message).into_iter().for_each(&tell)).await
            }
        }
    }

    /// The words of a recording, in turn.
    pub(super) async fn transcribe(&self, recording: RecordingSid) -> Result<Said, Fault> {
        // The semaphore is never closed.
        let _turn = self.turns.acquire().await.map_err(|_| Fault::Closed)?;
        let patience = Duration::from_secs(self.settings.transcription_timeout);
        let question = Question::default();
        let asking = async {
            match &self.way {
                Way::Form(hooks) => {
                    let file = self.shelf.file(recording).await?;
                    form::ask(hooks, &self.settings, &question, &file, patience).await
                }
                Way::Socket(_) => {
                    let (hz, samples) = self.shelf.samples(recording).await?;
                    self.whole(hz, samples).await
                }
            }
        };
        #[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of a recogniser in real time")]
        let done = tokio::time::timeout(patience, asking).await;
        done.unwrap_or(Err(Fault::Slow(patience)))
    }

    /// The words of samples that are there already.
    async fn whole(&self, hz: u32, samples: Vec<i16>) -> Result<Said, Fault> {
        let question = Question::default();
        match &self.way {
            Way::Form(hooks) => {
                let patience = Duration::from_secs(self.settings.timeout);
                form::ask(hooks, &self.settings, &question, &File::wav(hz, &samples), patience).await
            }
            Way::Socket(dialer) => {
                let talk = Talk::open(dialer, &self.settings, &question, hz).await?;
                let mut all = Vec::new();
                let said = |message| {
                    if let Message::Final(said) = message {
                        all.push(said);
                    }
                };
                let last = talk.hear(Sound::Recorded(samples.into_iter()), said).await?;
                all.push(last);
                Ok(Said::join(&all))
            }
        }
    }

    /// One request for what is said until the last word is wanted; more for a speaker without end.
    async fn listen_by_form(
        &self,
        hooks: &Hooks,
        question: &Question,
        mut sound: Live,
        tell: impl Fn(Heard),
    ) -> Result<Said, Fault> {
        let mut utterance = Utterance::new(RATE, self.settings.longest);
        while let Some(piece) = sound.next().await {
            if utterance.feed(&piece) {
                let Said { text, confidence } = self.ask(hooks, question, &mut utterance).await?;
                tell(Heard::Final { text, confidence });
            }
        }
        self.ask(hooks, question, &mut utterance).await
    }

    async fn ask(&self, hooks: &Hooks, question: &Question, utterance: &mut Utterance) -> Result<Said, Fault> {
        let Some(samples) = utterance.take() else { return Ok(Said::default()) };
        let patience = Duration::from_secs(self.settings.timeout);
        form::ask(hooks, &self.settings, question, &File::wav(RATE.hz(), &samples), patience).await
    }
}

/// Which of a service's messages are told: texts that are not empty, and new guesses if they are wanted.
struct Guesses {
    are_wanted: bool,
    last: Option<(Instant, String)>,
}

impl Guesses {
    const fn new(are_wanted: bool) -> Self {
        Self { are_wanted, last: None }
    }

    #[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of a recogniser in real time")]
    fn pass(&mut self, message: Message) -> Option<Heard> {
        let now = Instant::now();
        match message {
            Message::Final(Said { text, confidence }) => {
                self.last = None;
                (!text.is_empty()).then_some(Heard::Final { text, confidence })
            }
            Message::Partial(text) => {
                let is_new = |(at, last): &(Instant, String)| *last != text && now.duration_since(*at) >= EVERY;
                if text.is_empty() || !self.are_wanted || !self.last.as_ref().is_none_or(is_new) {
                    return None;
                }
                self.last = Some((now, text.clone()));
                Some(Heard::Partial { text, stability: STABILITY })
            }
        }
    }
}
