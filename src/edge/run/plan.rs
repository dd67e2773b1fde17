//! What the loop is started with, and the starting: everything is bound and opened before the first input, so that a
//! port that is taken or a disk that cannot be written is said at once.

use std::fs::DirBuilder;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::base::{RecordingSid, Rng};
use crate::call::compat::Profile;
use crate::edge::admin::{self, Desk};
use crate::edge::api::{self, Ask, Shop};
use crate::edge::clock::Clock;
use crate::edge::count;
use crate::edge::count::Tally;
use crate::edge::drain::Drain;
use crate::edge::forks::Forks;
use crate::edge::hooks::Hooks;
use crate::edge::journal::{Journal, Place};
use crate::edge::mail::{MailError, Mailer};
use crate::edge::recogniser::{self, News, Recognition};
use crate::edge::recordings::{self, Recordings};
use crate::edge::resolve::Names;
use crate::edge::rtp::{Orders, Threads};
use crate::edge::sip_stream::{Event, Limits, Means, Streams};
use crate::edge::sip_tls::{self, Keys, Reload};
use crate::edge::sip_udp::Sockets;
use crate::edge::sip_ws::Rules;
use crate::edge::sounds::{self, Sounds};
use crate::edge::store::Store;
use crate::edge::stream;
use crate::edge::voice;
use crate::edge::web_socket::Dialer;
use crate::engine::{Engine, Input, Settings, journal};
use crate::media::{GroupId, Resting, Writing};
use crate::sip;
use crate::wire::sip::{self as wire, Transport};

use super::fault::{StartError, listen, system};
use super::hands::Hands;
use super::{Ears, Handle, House, INBOX};

/// What the loop is started with.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The engine's settings.
    pub settings: Settings,
    /// Where SIP datagrams are received; port 0 takes a free one.
    pub udp: Vec<SocketAddr>,
    /// Where SIP connections are accepted, and how each is spoken on.
    pub streams: Vec<(Transport, SocketAddr)>,
    /// How many connections, and how slow.
    pub limits: Limits,
    /// The certificates, when one of `streams` needs them.
    pub tls: sip_tls::Settings,
    /// Pages that may open WebSockets.
    pub web: Rules,
    /// Host name or address for Via and Contact instead of the one bound.
    pub public_address: Option<String>,
    /// Requests longer than this go by TCP where the peer has it.
    pub udp_limit: usize,
    /// When a request with several servers to try has reached the last of them.
    pub failover: Duration,
    /// Name servers instead of those of the system.
    pub name_servers: Vec<SocketAddr>,
    /// For one try of a name.
    pub name_timeout: Duration,
    /// How large a SIP message may be.
    pub messages: wire::Limits,
    /// The operator's port; `None` has none.
    pub admin: Option<SocketAddr>,
    /// The folder of the outbox, of sounds and recordings.
    pub data: PathBuf,
    /// What sounds may take.
    pub sounds: sounds::Settings,
    /// Who speaks.
    pub voice: voice::Settings,
    /// How recordings are written.
    pub recordings: recordings::Settings,
    /// The journal, when one is wanted.
    pub journal: Option<Place>,
    /// Threads that carry RTP; 0 is one for each processor but one.
    pub media_threads: usize,
    /// From the first wish to end until calls are ended.
    pub drain: Duration,
}

impl Plan {
    /// Binds and opens everything. To be called inside the runtime that will run the loop.
    pub async fn start(self) -> Result<House, StartError> {
        let mut rng = Rng::from_entropy(entropy()?);
        let clock = Clock::start();
        let udp = Sockets::bind(self.udp.iter().copied()).map_err(|why| listen("SIP over UDP", &self.udp, why))?;
        let reload = Reload::default();
        let (streams, stream_events) = self.streams(&reload, &clock)?;
        let config = self.sip(&udp, &streams, &mut rng);
        let store = self.store()?;
        let (recovered, registered) = (store.recover()?, store.registered()?);
        let engine = Engine::new(self.settings.clone(), config, rng.fork())?;
        let journal = self.journal(&engine)?;
        let (arrivals, inbox) = mpsc::channel(INBOX);
        let (events, media_events) = mpsc::unbounded_channel();
        let (files, file_events) = mpsc::unbounded_channel();
        let recordings = self.recordings(files.clone())?;
        let pen = recordings.pen();
        let told = move |event| {
            // The loop is gone when this fails, and nobody is left to be told.
            let _ = events.send(event);
        };
        let writes = move |group, recording, what| pen.write(group, recording, what);
        let forks = Forks::default();
        let media = self.media(&mut rng, clock.clone(), (told, writes, forks.clone()))?;
        let recognition = self.recognition(forks.clone(), files.clone())?;
        let sockets = self.sockets(forks, media.orders(), files.clone())?;
        let mailer = self.mailer(files.clone())?;
        let sounds = self.sounds(clock.clone(), media.orders(), files)?;
        let (desk, questions, admin) = self.desk().await?;
        let (asked, asks) = mpsc::channel(INBOX);
        let api = self.api(asked).await?;
        let hands = Hands {
            udp,
            streams,
            reload,
            hooks: Hooks::new(self.settings.http.allow_private)?,
            mailer,
            sounds,
            media,
            sockets,
            recordings,
            recognition,
            store,
            names: Names::new(&self.name_servers, self.name_timeout).map_err(|why| system("the name service", why))?,
            exchanges: Default::default(),
            arrivals: arrivals.clone(),
            desk,
            admin,
            api,
        };
        Ok(House {
            engine,
            clock,
            hands,
            ears: Ears { inbox, streams: stream_events, media: media_events, files: file_events, questions, asks },
            handle: Handle(arrivals),
            journal,
            tally: Tally::default(),
            drain: Drain::Serving,
            patience: self.drain,
            onlooker: None,
            pending: vec![Input::Recovered(recovered), Input::Registered(registered)],
            outputs: Vec::new(),
        })
    }

    #[expect(clippy::disallowed_methods, reason = "certificates are watched beside the loop")]
    fn streams(&self, reload: &Reload, clock: &Clock) -> Result<(Streams, mpsc::Receiver<Event>), StartError> {
        let is_secure = self.streams.iter().any(|(transport, _)| transport.is_secure());
        let keys = is_secure.then(|| Keys::load(&self.tls)).transpose()?;
        if let Some(keys) = &keys {
            keys.warn(clock.now());
        }
        let means = Means { limits: self.limits, keys: keys.clone(), web: Arc::new(self.web.clone()) };
        let addrs: Vec<SocketAddr> = self.streams.iter().map(|(_, addr)| *addr).collect();
        let (streams, events) =
            Streams::bind(self.streams.iter().copied(), means).map_err(|why| listen("SIP over TCP", &addrs, why))?;
        if let Some(keys) = keys {
            let told = streams.events();
            let renew = move |keys| {
                let told = told.clone();
                async move { told.send(Event::Renewed(keys)).await.is_ok() }
            };
            tokio::spawn(sip_tls::watch(keys, clock.clone(), reload.clone(), renew));
        }
        Ok((streams, events))
    }

    fn sip(&self, udp: &Sockets, streams: &Streams, rng: &mut Rng) -> sip::Config {
        let local = |(transport, addr)| sip::Local { transport, addr, advertised: self.advertised(addr) };
        let locals = udp.locals().map(|addr| (Transport::Udp, addr)).chain(streams.locals()).map(local).collect();
        let instance = format!("{:08x}", rng.below(1 << 32));
        sip::Config {
            udp_limit: self.udp_limit,
            failover: self.failover,
            limits: self.messages,
            ..sip::Config::new(locals, instance)
        }
    }

    /// What we call `addr` in messages: the public address, unless it is of the other family.
    fn advertised(&self, addr: SocketAddr) -> String {
        let Some(public) = &self.public_address else { return addr.to_string() };
        match public.parse::<IpAddr>() {
            Ok(ip) if ip.is_ipv4() == addr.is_ipv4() => SocketAddr::new(ip, addr.port()).to_string(),
            Ok(_) => addr.to_string(),
            Err(_) => format!("{public}:{}", addr.port()),
        }
    }

    fn store(&self) -> Result<Store, StartError> {
        let disk = |why| StartError::Disk { path: self.data.clone(), why };
        // Letters hold numbers: nobody but the owner looks into a folder that is made here.
        DirBuilder::new().recursive(true).mode(0o700).create(&self.data).map_err(disk)?;
        Ok(Store::open(&self.data.join("outbox.sqlite"))?)
    }

    fn journal(&self, engine: &Engine) -> Result<Option<Journal>, StartError> {
        let Some(place) = &self.journal else { return Ok(None) };
        let disk = |why| StartError::Disk { path: place.path.clone(), why };
        let opening = journal::opening(engine).map_err(|error| disk(error.into()))?;
        Journal::begin(place.clone(), &opening).map(Some).map_err(disk)
    }

    fn media(
        &self,
        rng: &mut Rng,
        clock: Clock,
        (events, writes, forks): (
            impl Fn(crate::media::Event) + Send + Clone + 'static,
            impl Fn(GroupId, RecordingSid, Writing) + Send + Clone + 'static,
            Forks,
        ),
    ) -> Result<Threads, StartError> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let count = if self.media_threads == 0 { processors.saturating_sub(1) } else { self.media_threads };
        let mut seed = [0; 32];
        seed.chunks_mut(8).for_each(|part| part.copy_from_slice(&rng.next_u64().to_le_bytes()));
        let media = &self.settings.media;
        let resting = Resting { quiet: Duration::from_secs(media.port_rest), ..Resting::default() };
        let habits = (resting, media.opus_bitrate);
        Threads::start(count, seed, habits, clock, events, writes, forks).map_err(|why| system("media threads", why))
    }

    #[expect(clippy::disallowed_methods, reason = "the port for applications is a task beside the loop")]
    async fn api(&self, asks: mpsc::Sender<Ask>) -> Result<Option<SocketAddr>, StartError> {
        let Some(addr) = self.settings.api.listen else { return Ok(None) };
        let refused = |why| listen("the API port", &[addr], why);
        let listener = api::bind(addr).await.map_err(refused)?;
        let bound = listener.local_addr().map_err(refused)?;
        let shop = Shop {
            account: self.settings.account.clone(),
            is_public: self.settings.api.public_recordings,
            folder: self.recordings.folder(&self.data),
            max_body: self.settings.api.max_body_bytes,
            has_slips: self.settings.compat.profile == Profile::RestcommLegacy,
            asks,
        };
        tokio::spawn(api::serve(listener, shop));
        Ok(Some(bound))
    }

    fn recordings(&self, files: mpsc::UnboundedSender<Input>) -> Result<Recordings, StartError> {
        let filed = move |group, recording, result| {
            // The loop is gone when this fails.
            let _ = files.send(Input::Filed { group, recording, result });
        };
        Ok(Recordings::start(self.recordings.clone(), &self.data, filed)?)
    }

    fn recognition(&self, forks: Forks, files: mpsc::UnboundedSender<Input>) -> Result<Recognition, StartError> {
        let means = recogniser::Means {
            settings: self.settings.recogniser.clone(),
            recordings: self.recordings.folder(&self.data),
            forks,
        };
        let told = move |news| {
            let input = match news {
                News::Heard(id, what) => Input::Heard { id, what },
                News::Transcribed(id, result) => Input::Transcribed { id, result },
            };
            // The loop is gone when this fails.
            let _ = files.send(input);
        };
        Ok(Recognition::start(means, told)?)
    }

    fn mailer(&self, files: mpsc::UnboundedSender<Input>) -> Result<Mailer, MailError> {
        let mailed = move |id, result| {
            // The loop is gone when this fails.
            let _ = files.send(Input::Mailed { id, result });
        };
        Mailer::start(&self.settings.mail, mailed)
    }

    fn sounds(&self, clock: Clock, orders: Orders, files: mpsc::UnboundedSender<Input>) -> Result<Sounds, StartError> {
        let means = sounds::Means {
            settings: self.sounds.clone(),
            voice: self.voice.clone(),
            data: self.data.clone(),
            allow_private: self.settings.http.allow_private,
            clock,
        };
        let told = move |id, result| {
            // The loop is gone when this fails.
            let _ = files.send(Input::Loaded { id, result });
        };
        Ok(Sounds::start(means, move |command| orders.send(command), told)?)
    }

    fn sockets(
        &self,
        forks: Forks,
        orders: Orders,
        files: mpsc::UnboundedSender<Input>,
    ) -> Result<stream::Streams, StartError> {
        let roots = &self.settings.streams.roots;
        let dialer = Dialer::believing(self.settings.http.allow_private, roots)
            .map_err(|why| system("the certificates of streams.roots", why))?;
        let means = stream::Means { settings: self.settings.streams.clone(), dialer, forks };
        let told = move |id, news| {
            // The loop is gone when this fails.
            let _ = files.send(Input::Stream { id, news });
        };
        let started = stream::Streams::start(means, orders, told);
        started.map_err(|why| system("the thread of streams", why))
    }

    #[expect(clippy::disallowed_methods, reason = "the operator's port is a task beside the loop")]
    async fn desk(&self) -> Result<(Arc<Desk>, mpsc::Receiver<admin::Question>, Option<SocketAddr>), StartError> {
        let (ask, questions) = mpsc::channel(16);
        let recorder = count::recorder().map_err(|why| system("metrics", why))?;
        let desk = Desk::new(ask, recorder.handle());
        // A second engine in one process counts into the recorder of the first.
        let _ = metrics::set_global_recorder(recorder);
        count::describe();
        let Some(addr) = self.admin else { return Ok((desk, questions, None)) };
        let refused = |why| listen("the admin port", &[addr], why);
        let listener = admin::bind(addr).await.map_err(refused)?;
        let bound = listener.local_addr().map_err(refused)?;
        tokio::spawn(admin::serve(listener, Arc::clone(&desk)));
        Ok((desk, questions, Some(bound)))
    }
}

#[expect(clippy::disallowed_methods, reason = "the seed of all randomness, once")]
fn entropy() -> Result<[u8; 32], StartError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|why| system("entropy", why))?;
    Ok(seed)
}
