//! A REGISTER whose login is proved (RFC 3261 §10.3 steps 5 to 8): every contact of it takes effect, or none.

use super::{Aor, Binding, BindingId, Reach, Registrar};
use crate::base::Time;
use crate::sip::Response;
use crate::wire::sip::{Flow, Message, Name, NameAddr, Uri};

use std::collections::BTreeSet;
use std::time::Duration;

/// Bindings of one instance at most: two flows are usual (RFC 5626 §4.2), and ports of before.
const FLOWS: usize = 5;

/// What one REGISTER asks for, contact by contact.
struct Wish {
    contact: Uri,
    instance: Option<String>,
    reg_id: Option<u32>,
    q: Option<u16>,
    /// Zero removes.
    seconds: u32,
}

impl Wish {
    /// Whether both would be one binding.
    fn is_about_same(&self, other: &Self) -> bool {
        match self.reg_id.is_some() || other.reg_id.is_some() {
            true => self.instance == other.instance && self.reg_id == other.reg_id,
            false => self.instance == other.instance && self.contact.equivalent(&other.contact),
        }
    }
}

/// Why a REGISTER changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    /// A Contact that cannot be read or is no SIP address, or a `*` that is not alone or does not remove.
    Contact,
    /// A shorter time than we allow.
    TooBrief,
    /// More contacts than one user may have.
    TooMany,
    /// Older than what is known (§10.3 step 7).
    OutOfOrder,
    /// Flows are asked for through a proxy that knows nothing of them (RFC 5626 §6).
    NoOutbound,
}

impl Registrar {
    /// Does what a REGISTER asks for, and answers it. `aor` is who has proved to be sending it.
    pub fn register(&mut self, now: Time, aor: &Aor, request: &Message, flow: Flow) -> Response {
        let wishes = match self.wishes(request) {
            Ok(wishes) => wishes,
            Err(refused) => return self.refuse(refused),
        };
        let done = match wishes {
            None => self.remove_all(aor, request),
            Some(wishes) => self.grant(now, aor, request, flow, wishes),
        };
        match done {
            Ok(()) => self.list(now, aor, request),
            Err(refused) => self.refuse(refused),
        }
    }

    /// What is asked for; `None` is `*`.
    fn wishes(&self, request: &Message) -> Result<Option<Vec<Wish>>, Refused> {
        let header = request.expires();
        let lines: Vec<_> = request.all(Name::Contact).collect();
        if lines.iter().any(|line| line.trim() == "*") {
            // §10.3 step 6.
            return if lines.len() == 1 && header == Some(0) { Ok(None) } else { Err(Refused::Contact) };
        }
        let contacts = request.contacts();
        // One that cannot be read, or a star among others, is none of them.
        if contacts.len() != lines.iter().map(|line| NameAddr::count(line)).sum::<usize>() {
            return Err(Refused::Contact);
        }
        let outbound = has_word(request, Name::Supported, "outbound");
        let mut wishes: Vec<Wish> = Vec::new();
        for contact in &contacts {
            let wish = self.wish(contact, header, outbound)?;
            // The same contact twice is one binding, as the last of them says.
            wishes.retain(|other| !other.is_about_same(&wish));
            wishes.push(wish);
        }
        Ok(Some(wishes))
    }

    fn wish(&self, contact: &NameAddr, header: Option<u32>, outbound: bool) -> Result<Wish, Refused> {
        if !contact.uri.is_sip() {
            return Err(Refused::Contact);
        }
        // §10.2.1.1: what cannot be read counts as not said.
        let own = contact.param("expires").and_then(|text| text.parse().ok());
        let seconds = own.or(header).unwrap_or(self.rules.expires_default).min(self.rules.expires_max);
        if seconds > 0 && seconds < self.rules.expires_min {
            return Err(Refused::TooBrief);
        }
        let instance = contact.param("+sip.instance").filter(|text| !text.is_empty()).map(str::to_owned);
        // RFC 5626 §4.2: flows are counted from 1.
        let reg_id = contact.param("reg-id").and_then(|text| text.parse().ok()).filter(|reg_id: &u32| *reg_id > 0);
        Ok(Wish {
            contact: contact.uri.without_headers(),
            reg_id: reg_id.filter(|_| outbound && instance.is_some()),
            instance,
            q: contact.param("q").and_then(thousandths),
            seconds,
        })
    }

    fn remove_all(&mut self, aor: &Aor, request: &Message) -> Result<(), Refused> {
        let ids: Vec<BindingId> = self.of(aor).map(|binding| binding.id).collect();
        if self.of(aor).any(|binding| is_older(request, binding)) {
            return Err(Refused::OutOfOrder);
        }
        for id in ids {
            self.remove(id);
        }
        Ok(())
    }

    fn grant(&mut self, now: Time, aor: &Aor, request: &Message, flow: Flow, wishes: Vec<Wish>) -> Result<(), Refused> {
        let path: Vec<NameAddr> =
            request.all(Name::Path).flat_map(|l| NameAddr::list(&l).collect::<Vec<_>>()).collect();
        if wishes.iter().any(|wish| wish.reg_id.is_some()) && !flows_are_known(request, &path) {
            return Err(Refused::NoOutbound);
        }
        let known: Vec<Vec<BindingId>> = wishes.iter().map(|wish| self.matching(aor, wish)).collect();
        let is_old = |id: &BindingId| self.bindings.get(id).is_some_and(|binding| is_older(request, binding));
        if known.iter().flatten().any(is_old) {
            return Err(Refused::OutOfOrder);
        }
        if self.telephones(aor, &wishes, &known).is_some_and(|count| count > self.rules.contacts) {
            return Err(Refused::TooMany);
        }
        for (wish, known) in wishes.into_iter().zip(known) {
            if wish.seconds == 0 {
                for id in known {
                    self.remove(id);
                }
                continue;
            }
            if known.is_empty() {
                self.make_room(aor, wish.instance.as_deref());
            }
            let id = known.first().copied().unwrap_or_else(|| self.mint());
            let binding = bind(now, id, aor, request, flow, wish, path.clone());
            self.put(now, binding);
        }
        Ok(())
    }

    /// How many telephones there would be: instances, and contacts that name none, each for itself. Nothing where no
    /// telephone is added: a refresh and one flow more of a known instance are always welcome.
    fn telephones(&self, aor: &Aor, wishes: &[Wish], known: &[Vec<BindingId>]) -> Option<usize> {
        let pairs = || wishes.iter().zip(known);
        let gone: Vec<BindingId> =
            pairs().filter(|(wish, _)| wish.seconds == 0).flat_map(|(_, ids)| ids.clone()).collect();
        let mut instances: BTreeSet<&str> = BTreeSet::new();
        let mut nameless = 0;
        for binding in self.of(aor).filter(|binding| !gone.contains(&binding.id)) {
            match &binding.instance {
                Some(instance) => drop(instances.insert(instance)),
                None => nameless += 1,
            }
        }
        let before = instances.len() + nameless;
        for (wish, _) in pairs().filter(|(wish, known)| known.is_empty() && wish.seconds > 0) {
            match &wish.instance {
                Some(instance) => drop(instances.insert(instance)),
                None => nameless += 1,
            }
        }
        let after = instances.len() + nameless;
        (after > before).then_some(after)
    }

    /// A telephone that comes from ever new ports has its oldest flow forgotten for the new one.
    fn make_room(&mut self, aor: &Aor, instance: Option<&str>) {
        let Some(instance) = instance else { return };
        let flows = || self.of(aor).filter(|binding| binding.instance.as_deref() == Some(instance));
        if flows().count() >= FLOWS {
            let oldest = flows().min_by_key(|binding| (binding.refreshed, binding.id)).map(|binding| binding.id);
            oldest.map(|id| self.remove(id));
        }
    }

    /// The bindings that a wish is about, which are several only where one that names no instance removes its address:
    /// then the contact alone is compared (RFC 3261 §10.3 step 7).
    fn matching(&self, aor: &Aor, wish: &Wish) -> Vec<BindingId> {
        if wish.seconds > 0 || wish.instance.is_some() {
            return self.refreshed(aor, wish).into_iter().collect();
        }
        let is_there = |binding: &&Binding| binding.contact.equivalent(&wish.contact);
        self.of(aor).filter(is_there).map(|binding| binding.id).collect()
    }

    /// The binding that a wish is about: the same flow of the same instance (RFC 5626 §6), or the same address of the
    /// same instance, for behind two NATs two telephones have the same one (spec §9.4). An instance that comes without
    /// `reg-id` from another address has one binding more (RFC 3261 §10.3), and is one telephone still.
    fn refreshed(&self, aor: &Aor, wish: &Wish) -> Option<BindingId> {
        let is_same = |binding: &&Binding| match wish.reg_id {
            Some(_) => binding.instance == wish.instance && binding.reg_id == wish.reg_id,
            None => {
                let is_its = binding.reg_id.is_none() && binding.instance == wish.instance;
                is_its && binding.contact.equivalent(&wish.contact)
            }
        };
        self.of(aor).find(is_same).map(|binding| binding.id)
    }

    fn mint(&mut self) -> BindingId {
        self.minted += 1;
        BindingId(self.minted)
    }

    /// §10.3 step 8: every contact that is bound now, with what is left of its time.
    fn list(&self, now: Time, aor: &Aor, request: &Message) -> Response {
        let header = |name: Name, value: String| (name.as_str().to_owned(), value);
        let mut headers: Vec<_> =
            self.of(aor).map(|binding| header(Name::Contact, binding.listed(now).to_string())).collect();
        headers.extend(request.all(Name::Path).map(|path| header(Name::Path, path.into_owned())));
        headers.push(header(Name::Date, now.http_date()));
        headers.push(header(Name::Supported, "path, outbound".to_owned()));
        if self.of(aor).any(|binding| binding.reg_id.is_some() && binding.call_id == request.call_id()) {
            // RFC 5626 §6: so that the phone knows its flows are used.
            headers.push(header(Name::Require, "outbound".to_owned()));
        }
        Response::new(200).with_headers(headers)
    }

    fn refuse(&self, refused: Refused) -> Response {
        let phrase = |status: u16, phrase: &str| Response { phrase: Some(phrase.to_owned()), ..Response::new(status) };
        match refused {
            Refused::Contact => phrase(400, "Invalid Contact"),
            Refused::TooBrief => {
                let least = (Name::MinExpires.as_str().to_owned(), self.rules.expires_min.to_string());
                Response::new(423).with_headers(vec![least])
            }
            Refused::TooMany => phrase(603, "Too Many Contacts"),
            Refused::OutOfOrder => phrase(500, "Out Of Order"),
            Refused::NoOutbound => phrase(439, "First Hop Lacks Outbound Support"),
        }
    }
}

fn bind(
    now: Time,
    id: BindingId,
    aor: &Aor,
    request: &Message,
    flow: Flow,
    wish: Wish,
    path: Vec<NameAddr>,
) -> Binding {
    Binding {
        id,
        aor: aor.clone(),
        contact: wish.contact,
        domain: request.to().map(|to| to.uri.host().to_owned()),
        instance: wish.instance,
        reg_id: wish.reg_id,
        q: wish.q,
        reach: Reach::Flow(flow),
        path,
        call_id: request.call_id().to_owned(),
        cseq: request.cseq().map_or(0, |cseq| cseq.number),
        refreshed: now,
        expires: now + Duration::from_secs(wish.seconds.into()),
    }
}

/// §10.3 step 7: of the same Call-ID, and not later than what made the binding.
fn is_older(request: &Message, binding: &Binding) -> bool {
    binding.call_id == request.call_id() && request.cseq().is_none_or(|cseq| cseq.number <= binding.cseq)
}

/// RFC 5626 §6: straight from the phone, or through a first hop that keeps its flow.
fn flows_are_known(request: &Message, path: &[NameAddr]) -> bool {
    request.vias().len() == 1 || path.last().is_some_and(|hop| hop.uri.param("ob").is_some())
}

fn has_word(request: &Message, name: Name, word: &str) -> bool {
    request.words(name).iter().any(|found| found.eq_ignore_ascii_case(word))
}

/// A `q` of at most three digits behind the point; anything else is none (§25.1).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = rest.len() <= 3 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let value = format!("{whole}{rest:0<3}").parse().ok()?;
    (digits && value <= 1000 && matches!(whole, "0" | "1")).then_some(value)
}
