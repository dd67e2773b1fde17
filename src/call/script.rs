//! The cursor over one RCML document on one call: which verb is on, what comes next. Hang-up, failing documents and the
//! end of the document are its business, so that no verb repeats them (spec §1.5).

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::call::ask::Question;
use crate::call::call::CallId;
use crate::call::compat::TypeAhead;
use crate::call::cue::{Cue, Missing};
use crate::call::effect::Level;
use crate::call::family::{Family, Means};
use crate::call::hook::Param;
use crate::call::stage::Stage;
use crate::call::verb::{Context, Running, Verb, redirect};
use crate::call::verdict::{Cause, Verdict};
use crate::wire::http::Method;

/// Keys kept for a Gather (spec §3.3).
const TYPED: usize = 32;
/// Redirects followed after the call is gone (spec §1.5).
const LAST_REDIRECTS: u8 = 5;

/// A document at work on a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Script {
    context: Context,
    url: Option<String>,
    verbs: VecDeque<Verb>,
    running: Option<Running>,
    mode: Mode,
    pages: u32,
    pages_at_once: u32,
    /// Keys pressed before a Gather, where it gets them (spec §3.3).
    typed: String,
    /// What a caller still ringing is told when the document ends, after a Dial that failed (spec §4.5).
    refusal: Option<u16>,
}

/// Whether there is still somebody on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Mode {
    Live,
    /// The call is over: of what follows only verbs that need no line run (spec §1.5).
    Posthumous {
        redirects: u8,
    },
}

/// One document, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its final URL: the base of relative ones.
    pub url: String,
    /// Its verbs in order.
    pub verbs: Vec<Verb>,
}

/// A request whose answer replaces the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// As written in the document.
    pub url: String,
    /// How.
    pub method: Method,
    /// Besides the standard parameters.
    pub params: Vec<Param>,
}

/// What a verb wants after it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It waits for a cue.
    Stay,
    /// It is done: go on with the next verb.
    Next,
    /// It is done: replace the document.
    Ask(Hook),
    /// It is done, and so is the call.
    End(Ending),
}

impl Step {
    /// Behind a verb with an `action`: that is asked, and without one the next verb follows.
    pub(in crate::call) fn after(action: Option<String>, method: Method, params: Vec<Param>) -> Self {
        action.map_or(Self::Next, |url| Self::Ask(Hook { url, method, params }))
    }
}

/// How a verb ends the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// `Hangup`.
    Hangup,
    /// `Reject` with this status, where the call can still be refused.
    Refuse(u16),
}

impl Script {
    /// The script of a call from outside, waiting for its first document.
    pub const fn main() -> Self {
        Self::new(Context::Main)
    }

    /// The script of a screening document on a dialled call (spec §4.7).
    pub const fn screening() -> Self {
        Self::new(Context::Screening)
    }

    const fn new(context: Context) -> Self {
        Self {
            context,
            url: None,
            verbs: VecDeque::new(),
            running: None,
            mode: Mode::Live,
            pages: 0,
            pages_at_once: 0,
            typed: String::new(),
            refusal: None,
        }
    }

    /// A document arrived; `Cue::Begin` sets it going.
    pub fn turn_page(&mut self, page: Page) {
        self.url = Some(page.url);
        self.verbs = page.verbs.into();
        self.running = None;
        self.pages += 1;
        self.pages_at_once += 1;
    }

    /// Where its verbs stand.
    pub const fn context(&self) -> Context {
        self.context
    }

    /// Where its document came from.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The document that the running verb wants for a transfer by the party it called (spec §10.3).
    pub fn refer_url(&self) -> Option<(String, Method)> {
        self.running.as_ref().and_then(Running::refer_url)
    }

    /// The calls that the running verb has dialled, if it is a Dial.
    pub fn branches(&self) -> Vec<CallId> {
        self.running.as_ref().map(Running::branches).unwrap_or_default()
    }

    /// Whether the running verb keeps this key from the bridge.
    pub fn keeps(&self, key: char) -> bool {
        self.running.as_ref().is_some_and(|running| running.keeps(key))
    }

    /// The verb at work, in words.
    pub fn describe(&self) -> String {
        self.running.as_ref().map_or_else(|| "waiting for its document".to_owned(), Running::describe)
    }
}

/// Gives a cue to the script of a call. The script is taken out while it works, so that its verb can act on the whole
/// family through the stage.
pub fn deliver(family: &mut Family, means: &mut Means<'_>, id: CallId, cue: Cue) {
    let Some(script) = family.call_mut(id).script.take() else { return };
    let mut turn = Turn { script, family, means, id };
    if turn.on(cue) {
        let Turn { script, family, .. } = turn;
        family.call_mut(id).script = Some(script);
    }
}

/// The script of one call while it has the word.
struct Turn<'a, 'm> {
    script: Script,
    family: &'a mut Family,
    means: &'a mut Means<'m>,
    id: CallId,
}

impl<'m> Turn<'_, 'm> {
    /// Whether the script stays on the call.
    fn on(&mut self, cue: Cue) -> bool {
        if let Cue::Key(key) = cue {
            self.keep_typed(key);
        }
        // The word that the call is over may stand in the inbox behind the ends of its children: no verb of the living
        // is entered any more.
        let dead = self.script.mode == Mode::Live && self.family.call(self.id).is_over();
        match cue {
            _ if dead => self.on_hung_up(),
            Cue::Begin if self.is_looping() => self.end_loop(),
            Cue::Begin => self.go(Step::Next),
            Cue::HungUp => true,
            Cue::NoDocument(missing) => self.on_missing(missing),
            cue => match self.script.running.take() {
                Some(running) => self.drive(running, |running, stage| running.on(cue, stage)),
                None => true,
            },
        }
    }

    /// Lets the running verb act, then goes where it points.
    fn drive(&mut self, mut running: Running, act: impl FnOnce(&mut Running, &mut Stage<'_, '_>) -> Step) -> bool {
        let mut stage = self.stage();
        let step = act(&mut running, &mut stage);
        let refusal = stage.refusal();
        self.script.refusal = refusal;
        if step == Step::Stay {
            self.script.running = Some(running);
            return true;
        }
        self.clear_away();
        self.go(step)
    }

    fn go(&mut self, step: Step) -> bool {
        match step {
            Step::Stay => true,
            Step::Next => match self.script.verbs.pop_front() {
                Some(verb) => self.begin(verb),
                None => self.end_of_document(),
            },
            Step::Ask(hook) => self.ask(hook),
            Step::End(ending) => self.end(ending),
        }
    }

    fn begin(&mut self, verb: Verb) -> bool {
        if let Mode::Posthumous { redirects } = self.script.mode {
            return self.begin_posthumous(verb, redirects);
        }
        let mut stage = self.stage();
        let (running, step) = verb.start(&mut stage);
        let refusal = stage.refusal();
        self.script.refusal = refusal;
        match (running, step) {
            (Some(running), Step::Stay) => {
                if running.collects_keys() {
                    let typed = std::mem::take(&mut self.script.typed);
                    typed.chars().for_each(|key| self.family.cue(self.id, Cue::Key(key)));
                }
                self.script.running = Some(running);
                // A verb that waits takes time; a Dial that found nobody to call does not (spec §1.5).
                self.script.pages_at_once = 0;
                true
            }
            (_, step) => {
                self.clear_away();
                self.go(step)
            }
        }
    }

    /// After the call only Sms, Email, Fax and a few Redirects run (spec §1.5).
    fn begin_posthumous(&mut self, verb: Verb, redirects: u8) -> bool {
        match verb {
            Verb::Hangup | Verb::Reject(_) => false,
            Verb::Redirect(redirect::Order { url: Some(url), method }) if redirects > 0 => {
                self.script.mode = Mode::Posthumous { redirects: redirects - 1 };
                self.ask(Hook { url, method, params: Vec::new() })
            }
            Verb::Sms(_) | Verb::Email(_) | Verb::Fax(_) => {
                let (_, step) = verb.start(&mut self.stage());
                self.go(step)
            }
            _ => self.go(Step::Next),
        }
    }

    fn ask(&mut self, hook: Hook) -> bool {
        let status = self.family.call(self.id).status().name();
        let mut params = self.family.standard(self.means, self.id, status);
        params.extend(hook.params);
        self.script.verbs.clear();
        let question = Question { url: hook.url, base: self.script.url.clone(), method: hook.method, params };
        self.family.ask(self.means, self.id, question);
        true
    }

    fn on_hung_up(&mut self) -> bool {
        if self.script.context == Context::Screening {
            return false;
        }
        self.script.mode = Mode::Posthumous { redirects: LAST_REDIRECTS };
        let Some(mut running) = self.script.running.take() else { return true };
        let step = running.leave(&mut self.stage());
        self.clear_away();
        if step == Step::Stay {
            self.script.running = Some(running);
        }
        self.go(step)
    }

    /// What the verb has left behind.
    fn clear_away(&mut self) {
        self.family.stop_verb_alarms(self.id);
        self.family.drop_clips(self.id);
    }

    /// A key that no verb takes may be for the next Gather.
    fn keep_typed(&mut self, key: char) {
        let keeps = self.means.rules.compat.type_ahead() == TypeAhead::Keep;
        let passed = self.script.running.as_ref().is_none_or(Running::passes_over_keys);
        if keeps && passed && self.script.typed.len() < TYPED {
            self.script.typed.push(key);
        }
    }

    fn on_missing(&mut self, missing: Missing) -> bool {
        if self.script.context == Context::Screening {
            return self.screened(false);
        }
        let verdict = match self.family.call(self.id).is_up() {
            true => Verdict::completed(Cause::DocumentFault),
            false => Verdict::failed(Some(missing.status), Cause::DocumentFault),
        };
        self.family.hang_up(self.means, self.id, verdict, Some(missing.reason));
        false
    }

    /// No more verbs: a screened call is bridged, any other ends (spec §1.1, §1.5).
    fn end_of_document(&mut self) -> bool {
        if self.script.context == Context::Screening {
            return self.screened(true);
        }
        self.end(Ending::Hangup)
    }

    fn end(&mut self, ending: Ending) -> bool {
        if self.script.context == Context::Screening {
            return self.screened(false);
        }
        let up = self.family.call(self.id).is_up();
        let verdict = match ending {
            _ if up => Verdict::completed(Cause::Document),
            Ending::Refuse(status) => Verdict::rejected(status),
            Ending::Hangup => Verdict::turned_away(self.script.refusal.unwrap_or(603), Cause::Document),
        };
        let handed_on = matches!(ending, Ending::Hangup);
        let reason = handed_on.then(|| self.family.parting_of_child(self.means, self.id, verdict)).flatten();
        self.family.hang_up(self.means, self.id, verdict, reason);
        false
    }

    fn screened(&mut self, accepted: bool) -> bool {
        if let Some(parent) = self.family.call(self.id).holder {
            self.family.cue(parent, Cue::Screened { child: self.id, accepted });
        }
        false
    }

    fn is_looping(&self) -> bool {
        let rules = self.means.rules;
        // The first document replaces none.
        self.script.pages > rules.documents + 1 || self.script.pages_at_once > rules.documents_at_once + 1
    }

    /// Documents that replace each other without end (spec §1.5, threats-and-faults H6).
    fn end_loop(&mut self) -> bool {
        let text = "documents replace each other without a verb that takes time; the call is ended";
        self.family.note(self.id, Level::Error, 12901, "document_loop", text);
        if self.script.context == Context::Screening {
            return self.screened(false);
        }
        let verdict = match self.family.call(self.id).is_up() {
            true => Verdict::completed(Cause::DocumentLoop),
            false => Verdict::failed(Some(500), Cause::DocumentLoop),
        };
        self.family.hang_up(self.means, self.id, verdict, None);
        false
    }

    fn stage(&mut self) -> Stage<'_, 'm> {
        Stage::new(self.family, self.means, self.id, self.script.url.as_deref(), self.script.refusal)
    }
}
