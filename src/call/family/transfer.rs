//! Transfer by REFER (spec §10): a party of the bridge asks us to let the other one call somebody else. The one who
//! asks leaves; the one who remains runs a document of its own, or calls straight whom the other may call. What a
//! verb's own REFER brings is here too; parties that take a place in a bridge are in `substitute.rs` and `replace.rs`.

use std::time::Duration;

use super::{Alarm, Family, Kind, Means};
use crate::call::ask::Question;
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Level, Signal};
use crate::call::hook::param;
use crate::call::script::Script;
use crate::call::transfer::{Bye, Course, Destiny, Onward, Owed, Report, Transfer, Wish};
use crate::call::verdict::{Cause, Verdict};
use crate::sip::ReferId;

/// How long the party that asked is kept where it waits for the end of the transfer (spec §10.1).
const PATIENCE: Duration = Duration::from_secs(32);

impl Family {
    /// A party asks us to connect the other one with somebody else.
    pub fn on_referred(&mut self, means: &mut Means<'_>, id: CallId, wish: &Wish) {
        let Some(other) = self.other_party(id) else {
            return self.refuse_refer(id, wish.refer, 404, "the call is not bridged");
        };
        let is_called = self.call(id).holder == Some(other);
        let document = is_called.then(|| self.document_of_dial(other, wish)).flatten();
        match self.course(means, id, wish, document.or_else(|| self.document_of_number())) {
            Some(Course::Stay(status)) => self.stay(means, id, wish.refer, status),
            Some(Course::Replace(order)) => self.begin_substitute(means, id, other, wish, *order),
            Some(Course::Free(destiny)) => {
                self.part(id);
                self.quit(other);
                let owed = Owed::Here(Report { to: id, refer: wish.refer });
                self.set_free(means, other, wish, owed, destiny);
                self.let_go(means, id, wish);
            }
            None => {}
        }
        self.settle(means);
    }

    /// The same where the other party is of another family and comes out of a queue, or has taken this one out of it.
    /// `document` is whatever either side has for the party that remains. What that one is to do, where it is set free.
    pub fn on_referred_apart(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        wish: &Wish,
        document: Option<Destiny>,
    ) -> Option<Destiny> {
        let freed = match self.course(means, id, wish, document) {
            Some(Course::Stay(status)) => {
                self.stay(means, id, wish.refer, status);
                None
            }
            Some(Course::Replace(order)) => {
                self.begin_substitute(means, id, id, wish, *order);
                None
            }
            Some(Course::Free(destiny)) => {
                self.let_go(means, id, wish);
                Some(destiny)
            }
            None => None,
        };
        self.settle(means);
        freed
    }

    /// The other party of such a bridge has left it by a REFER: this one goes on with a document of its own.
    pub fn on_set_free(&mut self, means: &mut Means<'_>, id: CallId, wish: &Wish, owed: Owed, destiny: Destiny) {
        self.quit(id);
        self.set_free(means, id, wish, owed, destiny);
        self.settle(means);
    }

    /// What is done about a REFER; nothing where it is refused, which has been said.
    fn course(&mut self, means: &Means<'_>, id: CallId, wish: &Wish, document: Option<Destiny>) -> Option<Course> {
        if wish.onward.is_none() && document.is_none() {
            self.refuse_refer(id, wish.refer, 404, "no ReferUrl");
            return None;
        }
        if !means.rules.transfer.allow(&wish.to, wish.is_ours) {
            let text = "a REFER aims at an address outside the dial plan; see [transfer]";
            self.note(id, Level::Warning, 0, "fraud_outside_dial_plan", text);
            self.refuse_refer(id, wish.refer, 403, "outside the dial plan");
            return None;
        }
        match wish.onward.clone() {
            Some(Onward::Nowhere(status)) => Some(Course::Stay(status)),
            Some(Onward::Replace(order)) => Some(Course::Replace(order)),
            Some(Onward::Dial(order)) => Some(Course::Free(Destiny::Dial(order))),
            Some(Onward::Ask(application)) => Some(Course::Free(Destiny::Begin(application))),
            None => document.map(Course::Free),
        }
    }

    /// Whether an application decides about transfers here: calls that no document made have none that could.
    pub fn has_application(&self) -> bool {
        self.kind == Kind::Application
    }

    /// The transfer leads nowhere: whoever asked is told, and nothing else changes.
    fn stay(&mut self, means: &Means<'_>, id: CallId, refer: ReferId, status: u16) {
        self.want(Effect::Signal(id, Signal::AcceptRefer { refer, notify: means.rules.transfer.notify }));
        self.tell_refer(means, Report { to: id, refer }, status);
    }

    /// The last word to whoever asked for a transfer; its call may be over, for what it asked for is not (RFC 5057
    /// §4.1).
    pub(super) fn tell_refer(&mut self, means: &Means<'_>, report: Report, status: u16) {
        if means.rules.transfer.notify {
            let Report { to, refer } = report;
            self.want(Effect::Signal(to, Signal::NotifyRefer { refer, status, is_final: true }));
        }
    }

    /// Refuses a REFER, with the reason in words.
    pub fn refuse_refer(&mut self, id: CallId, refer: ReferId, status: u16, why: &str) {
        let reason = crate::wire::sip::Reason::sip(status, why).to_string();
        self.want(Effect::Signal(id, Signal::RefuseRefer { refer, status, reason }));
    }

    /// The REFER of a verb has its name.
    pub fn referring(&mut self, id: CallId, refer: ReferId) {
        self.call_mut(id).referring = Some(refer);
    }

    /// The REFER of a verb was answered.
    pub fn on_refer_answered(&mut self, means: &mut Means<'_>, id: CallId, refer: ReferId, status: u16, told: bool) {
        if self.call(id).referring == Some(refer) {
            self.cue(id, Cue::ReferAnswered { status, told });
            self.settle(means);
        }
    }

    /// The far party tells how the REFER of a verb goes.
    pub fn on_refer_notified(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        refer: ReferId,
        status: Option<u16>,
        is_final: bool,
    ) {
        if self.call(id).referring == Some(refer) {
            self.cue(id, Cue::ReferNotified { status, is_final });
            self.settle(means);
        }
    }

    /// The transfer of this call has come to its end: whoever asked for it hears so, once, and leaves.
    pub(in crate::call) fn report_transfer(&mut self, means: &mut Means<'_>, id: CallId, status: u16) {
        match self.call_mut(id).owed.take() {
            Some(Owed::Here(report)) => {
                self.tell_refer(means, report, status);
                self.stop_alarm(Alarm::Transferor(report.to));
                self.hang_up(means, report.to, Verdict::completed(Cause::Transferred), None);
            }
            Some(Owed::Elsewhere(dialog, refer)) => self.want(Effect::Transferred(dialog, refer, status)),
            None => {}
        }
    }

    /// The other side of a bridge of two answered calls.
    pub(in crate::call) fn other_party(&self, id: CallId) -> Option<CallId> {
        let other = self.peer(id)?;
        (self.call(id).is_up() && self.call(other).is_up()).then_some(other)
    }

    /// The `referUrl` of the Dial that runs on a call, for the party that it has called (spec §10.3).
    pub fn document_of_dial(&self, holder: CallId, wish: &Wish) -> Option<Destiny> {
        let script = self.call(holder).script.as_ref()?;
        let (url, method) = script.refer_url()?;
        let params = vec![param("ReferTransferTarget", wish.to.as_str())];
        Some(Destiny::Ask { url, base: script.url().map(str::to_owned), method, params })
    }

    /// The ReferUrl of the number that was called first.
    pub fn document_of_number(&self) -> Option<Destiny> {
        let (url, method) = self.refer_url.clone()?;
        Some(Destiny::Ask { url, base: None, method, params: Vec::new() })
    }

    /// Whoever has asked leaves, at once or when it has heard how its transfer went. The document that made the bridge
    /// is over without its action, as if another had been put in its place (spec §4.9).
    fn let_go(&mut self, means: &mut Means<'_>, from: CallId, wish: &Wish) {
        let notify = means.rules.transfer.notify;
        self.want(Effect::Signal(from, Signal::AcceptRefer { refer: wish.refer, notify }));
        self.see_off(means, from, means.rules.transfer.bye);
    }

    /// The same of one that has its 202.
    pub(super) fn see_off(&mut self, means: &mut Means<'_>, leaving: CallId, bye: Bye) {
        self.quit(leaving);
        match bye {
            Bye::AtOnce => self.hang_up(means, leaving, Verdict::completed(Cause::Transferred), None),
            Bye::AfterNotify => self.set_alarm(Alarm::Transferor(leaving), means.now + PATIENCE),
        }
    }

    /// Whoever remains goes its own way.
    fn set_free(&mut self, means: &mut Means<'_>, to: CallId, wish: &Wish, owed: Owed, destiny: Destiny) {
        let transfer = Transfer::of(wish, self.call(to).far_party());
        let call = self.call_mut(to);
        (call.transfer, call.owed, call.script) = (Some(Box::new(transfer)), Some(owed), Some(Script::main()));
        let question = match destiny {
            Destiny::Dial(order) => return self.begin_dial(to, *order),
            Destiny::Ask { url, base, method, params } => {
                let params = [self.standard(means, to, self.call(to).status().name()), params].concat();
                Question { url, base, method, params }
            }
            Destiny::Begin(application) => {
                (self.kind, self.organization) = (Kind::Application, application.organization);
                (self.fallback, self.refer_url) = (application.fallback, application.refer_url);
                let params = self.standard(means, to, self.call(to).status().name());
                Question { url: application.url, base: None, method: application.method, params }
            }
        };
        self.ask(means, to, question);
    }
}
