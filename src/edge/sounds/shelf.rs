//! Where sounds are found: decoded in memory, as files on disk, on the web, in the mouth of a voice. Whoever asks for what
//! somebody is getting already waits for the same.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_cache_semantics::{AfterResponse, BeforeRequest, CachePolicy};
use metrics::counter;
use tokio::sync::{OnceCell, Semaphore};

use super::body::{Body, Hint};
use super::disk::{Card, Disk};
use super::key::Key;
use super::memory::Memory;
use super::packer;
use super::pour::Pour;
use super::settings::Settings;
use super::sound::Sound;
use super::web::{self, Place, REDIRECTS};
use crate::audio::Rate;
use crate::call::source::{LoadFault, Source, Speech};
use crate::edge::clock::Clock;
use crate::edge::hooks::Hooks;
use crate::edge::voice::{Spoken, Voices};

/// Threads that decode at once; each may wait for a slow server.
pub(super) const DECODERS: usize = 64;

/// Everything that sounds are got with.
pub(super) struct Shelf {
    settings: Settings,
    hooks: Hooks,
    voices: Voices,
    clock: Clock,
    disk: Arc<Mutex<Disk>>,
    memory: Mutex<Memory>,
    /// Who is asking for what.
    flights: Mutex<HashMap<Key, Weak<Flight>>>,
    /// Downloads that others may join.
    growing: Mutex<HashMap<Key, Weak<Body>>>,
    decoders: Arc<Semaphore>,
}

type Flight = OnceCell<Result<Got, LoadFault>>;

/// Bytes that were found.
#[derive(Clone, Debug)]
enum Got {
    /// On disk.
    Kept(Key, u64),
    /// On their way.
    Coming(Arc<Body>),
}

impl Shelf {
    pub(super) fn new(settings: Settings, disk: Disk, hooks: Hooks, voices: Voices, clock: Clock) -> Self {
        Self {
            memory: Mutex::new(Memory::new(settings.memory_bytes)),
            settings,
            hooks,
            voices,
            clock,
            disk: Arc::new(Mutex::new(disk)),
            flights: Mutex::default(),
            growing: Mutex::default(),
            decoders: Arc::new(Semaphore::new(DECODERS)),
        }
    }

    /// The sound at this rate, which may still be coming.
    pub(super) async fn sound(self: &Arc<Self>, source: &Source, rate: Rate) -> Result<Arc<Sound>, LoadFault> {
        // Once more where the disk has lost what its index knows.
        for _ in 0..2 {
            let got = self.get(source).await?;
            let id = match &got {
                Got::Kept(_, id) => *id,
                Got::Coming(body) => body.id,
            };
            if let Some(sound) = locked(&self.memory).find((id, rate)) {
                count("memory");
                return Ok(sound);
            }
            let body = match got {
                Got::Kept(key, _) => locked(&self.disk).body(&key),
                Got::Coming(body) => Some(body),
            };
            if let Some(body) = body {
                return Ok(self.decode(body, rate));
            }
        }
        Err(LoadFault::Unreachable("the cache of sounds cannot be read".into()))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "decoding waits for bytes and for the processor, on threads for that"
    )]
    fn decode(self: &Arc<Self>, body: Arc<Body>, rate: Rate) -> Arc<Sound> {
        let (shelf, sound) = (Arc::clone(self), Arc::new(Sound::empty()));
        let (name, wanted, seconds) = ((body.id, rate), Arc::downgrade(&sound), self.settings.max_seconds);
        locked(&self.memory).begin(name, &sound);
        tokio::spawn(async move {
            // The semaphore is never closed.
            let _permit = Arc::clone(&shelf.decoders).acquire_owned().await;
            let weak = Weak::clone(&wanted);
            let run = tokio::task::spawn_blocking(move || packer::run(&body, &weak, rate, seconds)).await;
            let end = run.unwrap_or_else(|_| Err(LoadFault::Unreadable("the decoder failed".into())));
            let Some(sound) = wanted.upgrade() else { return locked(&shelf.memory).forget(name) };
            match end.is_ok() {
                true => locked(&shelf.memory).keep(name, Arc::clone(&sound)),
                false => locked(&shelf.memory).forget(name),
            }
            sound.close(end);
        });
        sound
    }

    async fn get(self: &Arc<Self>, source: &Source) -> Result<Got, LoadFault> {
        match source {
            Source::Url(url) => {
                let place = Place::read(url)?;
                let key = Key::url(&place.name());
                self.together(&key, || self.fetch(place)).await
            }
            Source::Speech(speech) => {
                let key = Key::speech(speech, &self.voices.name(speech));
                if let Some((id, _)) = locked(&self.disk).find(&key) {
                    count("disk");
                    return Ok(Got::Kept(key, id));
                }
                self.together(&key, || self.speak(speech.clone(), key.clone())).await
            }
        }
    }

    /// Does it once for all who ask at the same time; if the one who does it leaves, another one goes on.
    async fn together<F: Future<Output = Result<Got, LoadFault>>>(
        &self,
        key: &Key,
        get: impl FnOnce() -> F,
    ) -> Result<Got, LoadFault> {
        let flight = {
            let mut flights = locked(&self.flights);
            join(&mut flights, key).unwrap_or_else(|| {
                let flight = Arc::new(Flight::new());
                flights.insert(key.clone(), Arc::downgrade(&flight));
                flight
            })
        };
        flight.get_or_init(get).await.clone()
    }

    /// A file of the web: out of the cache where RFC 9111 allows it, else asked for, redirects followed.
    async fn fetch(self: &Arc<Self>, mut place: Place) -> Result<Got, LoadFault> {
        for _ in 0..=REDIRECTS {
            match self.hop(&place).await? {
                Hop::There(got) => return Ok(got),
                Hop::Onward(next) => place = next,
            }
        }
        Err(LoadFault::Unreachable(format!("it is redirected more than {REDIRECTS} times")))
    }

    async fn hop(self: &Arc<Self>, place: &Place) -> Result<Hop, LoadFault> {
        let key = Key::url(&place.name());
        if let Some(body) = join(&mut locked(&self.growing), &key).filter(|body| !matches!(body.end(), Some(Err(_)))) {
            count("joined");
            return Ok(Hop::There(Got::Coming(body)));
        }
        let patience = Duration::from_secs(self.settings.timeout);
        let kept = locked(&self.disk).find(&key).and_then(|(id, card)| Some((id, card.policy?)));
        let Some((id, old)) = kept else {
            let incoming = place.ask(&self.hooks, None, patience).await?;
            return self.answered(place, key, incoming);
        };
        let request = place.request();
        let conditions = match old.before_request(&request, self.now()) {
            BeforeRequest::Fresh(_) => {
                count("disk");
                return Ok(Hop::There(Got::Kept(key, id)));
            }
            BeforeRequest::Stale { request, .. } => request,
        };
        let incoming = place.ask(&self.hooks, Some(&conditions), patience).await?;
        if incoming.status() != 304 {
            return self.answered(place, key, incoming);
        }
        match old.after_response(&request, &web::response(&incoming), self.now()) {
            AfterResponse::NotModified(policy, _) => {
                count("revalidated");
                self.renew(&key, policy);
                Ok(Hop::There(Got::Kept(key, id)))
            }
            // A 304 for something that we do not have: asked again without conditions.
            AfterResponse::Modified(..) => {
                let incoming = place.ask(&self.hooks, None, patience).await?;
                self.answered(place, key, incoming)
            }
        }
    }

    fn answered(
        self: &Arc<Self>,
        place: &Place,
        key: Key,
        incoming: crate::edge::hooks::Incoming,
    ) -> Result<Hop, LoadFault> {
        match incoming.status() {
            200 | 203 => {}
            301 | 302 | 303 | 307 | 308 => {
                let location = incoming.header("location");
                let nowhere = || LoadFault::Unreachable("its server redirects to nowhere".into());
                return place.redirected(location.ok_or_else(nowhere)?).map(Hop::Onward);
            }
            status => return Err(LoadFault::Status(status)),
        }
        if incoming.length().is_some_and(|length| length > self.settings.max_bytes) {
            return Err(LoadFault::TooLarge(self.settings.max_bytes));
        }
        count("fetched");
        let policy = web::policy(place, &incoming, self.now());
        let (hint, is_kept) = (place.hint(&incoming), policy.is_storable());
        let body = self.pour(Pour::Answer(incoming, None), hint, is_kept.then_some((key, Some(policy))))?;
        Ok(Hop::There(Got::Coming(body)))
    }

    async fn speak(self: &Arc<Self>, speech: Speech, key: Key) -> Result<Got, LoadFault> {
        let spoken = self.voices.speak(&speech).await?;
        let hint = Hint { kind: "audio/wav".into(), extension: "wav".into() };
        let (pour, is_kept) = match spoken {
            Spoken::ByService(incoming, first) => (Pour::Answer(incoming, Some(first)), true),
            // In place of the voice that was wanted, which may speak the next time.
            Spoken::Locally(speaking, is_second_choice) => (Pour::Program(speaking), !is_second_choice),
        };
        Ok(Got::Coming(self.pour(pour, hint, is_kept.then_some((key, None)))?))
    }

    /// Begins to write down what comes. What will be kept is taken to its end even if nobody listens any more, so that
    /// the next caller finds it.
    #[expect(clippy::disallowed_methods, reason = "a download is a task, bounded in size and patience")]
    fn pour(
        self: &Arc<Self>,
        mut from: Pour,
        hint: Hint,
        keep: Option<(Key, Option<CachePolicy>)>,
    ) -> Result<Arc<Body>, LoadFault> {
        let full =
            |error: std::io::Error| LoadFault::Unreachable(format!("the cache of sounds cannot be written: {error}"));
        let (temporary, file) = locked(&self.disk).temporary().map_err(full)?;
        let body = Arc::new(Body::empty(locked(&self.disk).mint(), hint, file));
        let held = keep.as_ref().map(|(key, _)| {
            locked(&self.growing).insert(key.clone(), Arc::downgrade(&body));
            Arc::clone(&body)
        });
        let (shelf, weak) = (Arc::clone(self), Arc::downgrade(&body));
        tokio::spawn(async move {
            let end = shelf.drain(&mut from, &weak).await;
            let Some(body) = weak.upgrade() else { return };
            if let (Ok(bytes), Some((key, policy))) = (&end, keep) {
                let card = Card { bytes: *bytes, hint: body.hint.clone(), policy };
                if let Err(error) = locked(&shelf.disk).keep(&key, body.id, &temporary, card) {
                    tracing::warn!(%error, "a sound cannot be kept in the cache");
                }
                locked(&shelf.growing).remove(&key);
            }
            body.close(end.map(drop));
            drop((held, temporary));
        });
        Ok(body)
    }

    /// Everything that comes, into the body; how much it is.
    async fn drain(&self, from: &mut Pour, body: &Weak<Body>) -> Result<u64, LoadFault> {
        let (mut bytes, patience) = (0, Duration::from_secs(self.settings.timeout));
        while let Some(chunk) = from.next(patience).await? {
            let Some(body) = body.upgrade() else { break };
            if bytes + chunk.len() as u64 > self.settings.max_bytes {
                return Err(LoadFault::TooLarge(self.settings.max_bytes));
            }
            let full = |error: std::io::Error| LoadFault::Unreachable(format!("the disk refuses it: {error}"));
            bytes = body.grow(&chunk).map_err(full)?;
            counter!("callwright_sound_bytes_total").increment(chunk.len() as u64);
        }
        Ok(bytes)
    }

    fn renew(&self, key: &Key, policy: CachePolicy) {
        if let Err(error) = locked(&self.disk).renew(key, policy) {
            tracing::warn!(%error, "the cache of sounds cannot be written");
        }
    }

    fn now(&self) -> SystemTime {
        let micros = u64::try_from(self.clock.now().as_micros()).unwrap_or(0);
        UNIX_EPOCH + Duration::from_micros(micros)
    }
}

/// What a server did.
enum Hop {
    There(Got),
    Onward(Place),
}

/// The one that is alive under this name; the dead are cleared away on the way.
fn join<K: Hash + Eq, T>(those: &mut HashMap<K, Weak<T>>, key: &K) -> Option<Arc<T>> {
    let found = those.get(key).and_then(Weak::upgrade);
    if found.is_none() {
        those.retain(|_, other| other.strong_count() > 0);
    }
    found
}

fn count(from: &'static str) {
    counter!("callwright_sounds_total", "from" => from).increment(1);
}

/// What panicked with the lock held left a map that is whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
