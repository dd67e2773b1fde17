//! Where sounds are found: decoded in memory, as files on disk, on the web; `spoken` has those of voices. Whoever asks
//! for what somebody is getting already waits for the same.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_cache_semantics::{AfterResponse, BeforeRequest, CachePolicy};
use metrics::counter;
use tokio::sync::{OnceCell, Semaphore};

use super::body::{Body, Hint};
use super::disk::{Card, Disk, Temporary};
use super::key::Key;
use super::memory::Memory;
use super::packer;
use super::pour::Pour;
use super::settings::Settings;
use super::sound::Sound;
use super::web::{self, Place, REDIRECTS};
use crate::audio::Rate;
use crate::call::source::{LoadFault, Source};
use crate::edge::clock::Clock;
use crate::edge::hooks::Hooks;
use crate::edge::voice::Voices;

/// Threads that decode at once; each may wait for a slow server.
pub(super) const DECODERS: usize = 64;

/// Everything that sounds are got with.
pub(super) struct Shelf {
    settings: Settings,
    hooks: Hooks,
    pub(super) voices: Voices,
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
pub(super) enum Got {
    /// On disk.
    Kept(Key, u64),
    /// On their way.
    Coming(Key, Arc<Body>),
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
        match source {
            Source::Speech(speech) => self.speech(speech, rate).await,
            Source::Url(url) => {
                let place = Place::read(url)?;
                let key = Key::url(&place.name());
                self.load(rate, || self.together(&key, || self.fetch(place.clone()))).await
            }
        }
    }

    /// Decodes what is got, unless somebody has or does; gets it once more
    /// where the disk has lost what its index knows.
    pub(super) async fn load<F: Future<Output = Result<Got, LoadFault>>>(
        self: &Arc<Self>,
        rate: Rate,
        get: impl Fn() -> F,
    ) -> Result<Arc<Sound>, LoadFault> {
        for _ in 0..2 {
            let got = get().await?;
            let id = match &got {
                Got::Kept(_, id) => *id,
                Got::Coming(_, body) => body.id,
            };
            if let Some(sound) = locked(&self.memory).find((id, rate)) {
                count("memory");
                return Ok(sound);
            }
            let (key, body) = match got {
                Got::Kept(key, _) => {
                    let body = locked(&self.disk).body(&key);
                    (key, body)
                }
                Got::Coming(key, body) => (key, Some(body)),
            };
            if let Some(body) = body {
                return Ok(self.decode(key, body, rate));
            }
        }
        Err(LoadFault::Unreachable("the cache of sounds cannot be read".into()))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "decoding waits for bytes and for the processor, on threads for that"
    )]
    fn decode(self: &Arc<Self>, key: Key, body: Arc<Body>, rate: Rate) -> Arc<Sound> {
        let (shelf, sound) = (Arc::clone(self), Arc::new(Sound::empty()));
        let (name, wanted, seconds) = ((body.id, rate), Arc::downgrade(&sound), self.settings.max_seconds);
        locked(&self.memory).begin(name, &sound);
        tokio::spawn(async move {
            // The semaphore is never closed.
            let _permit = Arc::clone(&shelf.decoders).acquire_owned().await;
            let weak = Weak::clone(&wanted);
            let read = Arc::clone(&body);
            let run = tokio::task::spawn_blocking(move || packer::run(&read, &weak, rate, seconds)).await;
            let end = run.unwrap_or_else(|_| Err(LoadFault::Unreadable("the decoder failed".into())));
            let Some(sound) = wanted.upgrade() else { return locked(&shelf.memory).forget(name) };
            if sound.is_empty() || end.is_err() && sound.is_all_rest() {
                shelf.disown(&key, &body);
            }
            match end.is_ok() {
                true => locked(&shelf.memory).keep(name, Arc::clone(&sound)),
                false => locked(&shelf.memory).forget(name),
            }
            sound.close(end);
        });
        sound
    }

    /// What was found to hold no sound, or to break off as it begins, is not kept, unless RFC 9111 says how long: a
    /// voice does not speak like that.
    fn disown(&self, key: &Key, body: &Body) {
        // Before the disk is locked, as `settle` looks after it has: whichever comes first, nothing stays.
        body.disown();
        let mut disk = locked(&self.disk);
        if disk.find(key).is_some_and(|(_, card)| card.policy.is_none()) {
            disk.strike(key, body.id);
        }
    }

    /// What is kept under this name.
    pub(super) fn kept(&self, key: &Key) -> Option<Got> {
        let (id, _) = locked(&self.disk).find(key)?;
        count("disk");
        Some(Got::Kept(key.clone(), id))
    }

    /// What somebody is getting under this name.
    pub(super) fn coming(&self, key: &Key) -> Option<Got> {
        let body = join(&mut locked(&self.growing), key)?;
        if body.is_hollow() || matches!(body.end(), Some(Err(_))) {
            return None;
        }
        count("joined");
        Some(Got::Coming(key.clone(), body))
    }

    /// Does it once for all who ask at the same time; if the one who does it leaves, another one goes on.
    pub(super) async fn together<F: Future<Output = Result<Got, LoadFault>>>(
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
        if let Some(coming) = self.coming(&key) {
            return Ok(Hop::There(coming));
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
        let from = Pour::Answer(incoming, None, Duration::from_secs(self.settings.timeout));
        Ok(Hop::There(self.pour(from, hint, key, is_kept.then_some(Some(policy)))?))
    }

    /// Begins to write down what comes. What will be kept is taken to its end even if nobody listens any more, so that
    /// the next caller finds it.
    #[expect(clippy::disallowed_methods, reason = "a download is a task, bounded in size and patience")]
    pub(super) fn pour(
        self: &Arc<Self>,
        mut from: Pour,
        hint: Hint,
        key: Key,
        keep: Option<Option<CachePolicy>>,
    ) -> Result<Got, LoadFault> {
        let full =
            |error: std::io::Error| LoadFault::Unreachable(format!("the cache of sounds cannot be written: {error}"));
        let (temporary, file) = locked(&self.disk).temporary().map_err(full)?;
        let body = Arc::new(Body::empty(locked(&self.disk).mint(), hint, file));
        let held = keep.is_some().then(|| {
            locked(&self.growing).insert(key.clone(), Arc::downgrade(&body));
            Arc::clone(&body)
        });
        let (shelf, weak, got) = (Arc::clone(self), Arc::downgrade(&body), Got::Coming(key.clone(), body));
        tokio::spawn(async move {
            let end = shelf.drain(&mut from, &weak).await;
            let Some(body) = weak.upgrade() else { return };
            if let (Ok(bytes), Some(policy)) = (&end, keep) {
                shelf.settle(&key, &body, &temporary, Card { bytes: *bytes, hint: body.hint.clone(), policy });
            }
            body.close(end.map(drop));
            drop((held, temporary));
        });
        Ok(got)
    }

    /// Gives bytes that have come whole their place on disk.
    fn settle(&self, key: &Key, body: &Body, file: &Temporary, card: Card) {
        {
            let mut disk = locked(&self.disk);
            let is_good = card.policy.is_some() || !body.is_hollow();
            if let Err(error) = if is_good { disk.keep(key, body.id, file, card) } else { Ok(()) } {
                tracing::warn!(%error, "a sound cannot be kept in the cache");
            }
        }
        locked(&self.growing).remove(key);
    }

    /// Everything that comes, into the body; how much it is.
    async fn drain(&self, from: &mut Pour, body: &Weak<Body>) -> Result<u64, LoadFault> {
        let mut bytes = 0;
        while let Some(chunk) = from.next().await? {
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
