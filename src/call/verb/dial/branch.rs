//! From a noun to a branch: which targets are dialled, by which rules, and what is kept of them (spec §4.3, §5.1–§5.4).

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::keys::Keys;
use super::target::{ClientTarget, NumberTarget, SipTarget, Target};
use super::{Leg, Noun};
use crate::call::call::CallId;
use crate::call::destination::{Destination, Unreachable};
use crate::call::detection::Wish;
use crate::call::effect::Level;
use crate::call::hook::{Subscriber, Subscription};
use crate::call::stage::Stage;
use crate::call::verdict::Cause;
use crate::sip::registrar;
use crate::wire::http::Method;
use crate::wire::sip::{Credentials, Transport, Uri};

/// One dialled target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Branch {
    /// Its call.
    pub child: CallId,
    /// The document it has to get through before the bridge.
    pub screen: Option<Screen>,
    /// What is pressed to it before that.
    pub keys: Option<Keys>,
    /// Who has answered is to be known.
    pub detection: Option<Wish>,
}

/// A screening document (spec §4.7).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Screen {
    /// As written.
    pub url: String,
    /// How it is asked.
    pub method: Method,
    /// The longest it may take in all.
    pub limit: Duration,
}

impl Branch {
    /// A call with which nothing is done before the bridge.
    pub(super) const fn bare(child: CallId) -> Self {
        Self { child, screen: None, keys: None, detection: None }
    }
}

/// The nouns that will be dialled, in order: no target twice, no more than the limits allow (spec §4.3).
pub(super) fn legs(nouns: Vec<Noun>, stage: &mut Stage<'_, '_>) -> VecDeque<Noun> {
    let rules = stage.rules();
    let mut chosen: Vec<Noun> = Vec::new();
    for noun in nouns.into_iter().take(rules.nouns.min(rules.branches)) {
        if !chosen.iter().any(|other| same_target(other, &noun)) {
            chosen.push(noun);
        }
    }
    if rules.strict_single_sip && matches!(chosen.first(), Some(Noun::Sip(_))) && chosen.len() > 1 {
        stage.note(
            Level::Warning,
            12200,
            "single_sip",
            "only the first Sip of a Dial is dialled; see strict_single_sip",
        );
        chosen.truncate(1);
    }
    chosen.into()
}

/// Whether two nouns lead to the same place, whatever else they say; the first of them is dialled.
fn same_target(one: &Noun, other: &Noun) -> bool {
    match (one, other) {
        (Noun::Sip(one), Noun::Sip(other))
        | (Noun::Number(one), Noun::Number(other))
        | (Noun::Client(one), Noun::Client(other)) => {
            one.target.as_ref().is_ok_and(|target| other.target.as_ref().is_ok_and(|also| target.leads_to(also)))
        }
        _ => false,
    }
}

/// Dials one noun: a client wherever it is registered, but no more than `room` branches; anything else once.
pub(super) fn dial(noun: Noun, caller_id: Option<&str>, room: usize, stage: &mut Stage<'_, '_>) -> Vec<Branch> {
    let Noun::Client(leg) = &noun else { return vec![dial_once(noun, caller_id, stage)] };
    let ways = match &leg.target {
        Ok(Target::Client(client)) => client_destinations(leg, client, room, stage),
        _ => vec![Err(Unreachable::default())],
    };
    ways.into_iter().map(|way| branch(leg, way, caller_id, stage)).collect()
}

/// Where one noun leads, with no call there yet.
pub(super) fn ways(noun: &Noun, stage: &mut Stage<'_, '_>) -> Vec<Destination> {
    let (Noun::Sip(leg) | Noun::Number(leg) | Noun::Client(leg)) = noun else { return Vec::new() };
    let most = stage.rules().branches;
    let ways = match &leg.target {
        Ok(Target::Client(client)) => client_destinations(leg, client, most, stage),
        _ => vec![destination(leg, stage).map_err(Unreachable::named)],
    };
    ways.into_iter().flatten().collect()
}

fn dial_once(noun: Noun, caller_id: Option<&str>, stage: &mut Stage<'_, '_>) -> Branch {
    let leg = match noun {
        Noun::Sip(leg) | Noun::Number(leg) | Noun::Client(leg) => leg,
        // Rooms and queues have machines of their own and are never one of several: nobody is called here.
        Noun::Conference(_) | Noun::Queue(_) => {
            return Branch::bare(stage.dial(Err(Unreachable::default()), caller_id, None));
        }
        Noun::Other(name) => {
            stage.note(
                Level::Error,
                12200,
                "noun_not_run",
                format!("{name} is not dialled by this release: its branch fails"),
            );
            let nowhere = Err(Unreachable::named(name));
            return Branch::bare(stage.dial(nowhere, caller_id, None));
        }
    };
    let wish = destination(&leg, stage).map_err(Unreachable::named);
    branch(&leg, wish, caller_id, stage)
}

fn branch(
    leg: &Leg,
    wish: Result<Destination, Unreachable>,
    caller_id: Option<&str>,
    stage: &mut Stage<'_, '_>,
) -> Branch {
    let subscription = subscription(leg, stage);
    let child = stage.dial(wish, caller_id, subscription);
    if let Ok(target) = &leg.target {
        stage.aim(child, target);
    }
    let limit = Duration::from_secs(leg.timeout.into());
    let keys = leg.send_digits.as_deref().map(Keys::new);
    let screen = leg.url.clone().map(|url| Screen { url, method: leg.method, limit });
    let detection = leg.detection.clone().map(|wish| placed(wish, stage));
    Branch { child, screen, keys, detection }
}

/// With a URL that can be told. Where there is none the result is for whoever asks the screening document.
fn placed(wish: Wish, stage: &mut Stage<'_, '_>) -> Wish {
    let told = wish.told.and_then(|(url, method)| Some((stage.placed_url("amdStatusCallback", &url)?, method)));
    Wish { told, ..wish }
}

fn subscription(leg: &Leg, stage: &mut Stage<'_, '_>) -> Option<Subscription> {
    let written = leg.status_callback.as_ref()?;
    match stage.absolute(written) {
        Ok(url) => Some(Subscription {
            url,
            method: leg.status_callback_method,
            events: leg.status_callback_event.clone(),
            sequence: 0,
            of: Subscriber::Noun,
        }),
        Err(fault) => {
            stage.note(Level::Error, 11100, "callback_url", format!("statusCallback: {fault}"));
            None
        }
    }
}

/// Where the leg leads; `Err` holds a name for the record of a branch that cannot be dialled. What is wrong with the
/// target was noted when the document was read.
fn destination(leg: &Leg, stage: &mut Stage<'_, '_>) -> Result<Destination, String> {
    match leg.target.as_ref().map_err(|_| String::new())? {
        Target::Sip(sip) => sip_destination(leg, sip, stage),
        Target::Number(number) => number_destination(leg, number, stage),
        // A client is many destinations or none: see `dial`.
        Target::Client(client) => Err(client.login.clone()),
    }
}

/// Every place where the client is registered, in the organisation of the call alone (spec §5.5).
fn client_destinations(
    leg: &Leg,
    client: &ClientTarget,
    room: usize,
    stage: &Stage<'_, '_>,
) -> Vec<Result<Destination, Unreachable>> {
    let ways = stage.registrations(&client.login);
    if ways.is_empty() {
        return vec![Err(Unreachable { name: client.login.clone(), cause: Cause::NotRegistered })];
    }
    let (security, dtmf) = (stage.security_of(&client.login), stage.dtmf_of(&client.login));
    let to = |way: registrar::Destination| Destination {
        uri: way.uri.clone(),
        headers: client.headers.clone(),
        credentials: None,
        trunk: None,
        is_number: false,
        called: client.login.clone(),
        codecs: leg.codecs.clone(),
        way: Some(Box::new(way)),
        security,
        dtmf,
    };
    ways.into_iter().take(room).map(|way| Ok(to(way))).collect()
}

fn sip_destination(leg: &Leg, sip: &SipTarget, stage: &mut Stage<'_, '_>) -> Result<Destination, String> {
    let Ok(uri) = sip.uri.parse::<Uri>() else {
        stage.note(Level::Error, 13241, "invalid_uri", "the target of Sip is not a SIP URI");
        return Err(String::new());
    };
    let called = uri.user().map_or_else(|| uri.host().to_owned(), |user| user.into_owned());
    let login = leg.username.is_some() || leg.password.is_some();
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let credentials = login.then(|| Credentials::new(text(&leg.username), text(&leg.password)));
    // The host may be a trunk's: then the sound is as the trunk wants it. Its secret is for numbers alone (spec §5.3).
    let trunk = stage.rules().trunk_at(&uri).map(|trunk| trunk.name.clone());
    let uri = if sip.transport == Some(Transport::Udp) { uri.with_param("transport", "udp") } else { uri };
    Ok(Destination {
        uri,
        headers: sip.headers.clone(),
        credentials,
        trunk,
        is_number: false,
        called,
        codecs: leg.codecs.clone(),
        way: None,
        security: None,
        dtmf: None,
    })
}

fn number_destination(leg: &Leg, target: &NumberTarget, stage: &mut Stage<'_, '_>) -> Result<Destination, String> {
    let hairpin = stage.rules().hairpin_local_numbers && target.trunk.is_none();
    if let Some(uri) = stage.hosted(&target.number).filter(|_| hairpin) {
        return Ok(Destination {
            uri,
            headers: target.headers.clone(),
            credentials: None,
            trunk: None,
            is_number: false,
            called: target.number.clone(),
            codecs: leg.codecs.clone(),
            way: None,
            security: None,
            dtmf: None,
        });
    }
    let Some(trunk) = stage.rules().trunk(target.trunk.as_deref().or(stage.rules().outbound.as_deref())) else {
        stage.note(Level::Error, 0, "no_trunk", "Number needs [outbound] trunk in the configuration");
        return Err(target.number.clone());
    };
    Ok(Destination {
        uri: target.uri.as_ref().and_then(|own| own.parse().ok()).unwrap_or_else(|| trunk.number(&target.number)),
        headers: target.headers.clone(),
        credentials: trunk.credentials.clone(),
        trunk: Some(trunk.name.clone()),
        is_number: true,
        called: target.number.clone(),
        codecs: leg.codecs.clone(),
        way: None,
        security: None,
        dtmf: None,
    })
}
