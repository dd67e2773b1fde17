//! What every test with sipp needs: an application whose document dials the callees, and an engine.

use crate::app::{App, Request};
use crate::engine::Engine;
use crate::program::Folder;
use crate::sipp::{Part, Sipp};

pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) engine: Engine,
    /// Last: it goes when the engine has gone.
    _folder: Folder,
}

impl House {
    /// A house whose document dials all `callees` at once.
    pub(crate) fn dialling(callees: &[&Sipp], dial: &str) -> Self {
        Self::at("127.0.0.1", &document(callees, dial, ""), "")
    }

    /// A house with this document on this address, and `more` in its configuration.
    pub(crate) fn at(host: &str, document: &str, more: &str) -> Self {
        let folder = Folder::new();
        let app = App::start(&[("/voice", document.to_owned())]);
        let engine = Engine::start(&folder, &app, host, 20, more);
        Self { app, engine, _folder: folder }
    }

    /// The only request to the action of the Dial, when all is over.
    pub(crate) fn outcome(&self) -> Request {
        self.app.wait("/done", 1);
        self.engine.is_at_rest();
        let mut done = self.app.wait("/done", 1);
        assert_eq!(done.len(), 1, "the action is asked once: {done:?}");
        done.remove(0)
    }

    /// What was told about the caller's own call.
    pub(crate) fn told_of_caller(&self) -> Vec<String> {
        let calls = self.app.told("/number");
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls.into_values().flatten().collect()
    }

    /// What was told about the dialled calls: one list for each, sorted.
    pub(crate) fn told_of_callees(&self) -> Vec<Vec<String>> {
        let mut calls: Vec<_> = self.app.told("/leg").into_values().collect();
        calls.sort();
        calls
    }
}

/// A document that dials the callees, with attributes for the Dial and for each noun.
pub(crate) fn document(callees: &[&Sipp], dial: &str, noun: &str) -> String {
    let nouns: String = callees
        .iter()
        .map(|callee| {
            let events = "initiated,ringing answered completed";
            let uri = callee.uri();
            format!("<Sip statusCallback='/leg' statusCallbackEvent='{events}' {noun}>{uri}</Sip>")
        })
        .collect();
    format!("<Response><Dial action='/done' {dial}>{nouns}</Dial></Response>")
}

/// All that is told about a call that was answered.
pub(crate) const ANSWERED: [&str; 4] =
    ["initiated/initiated", "ringing/ringing", "answered/in-progress", "completed/completed"];
/// All that is told about a caller whose call was answered.
pub(crate) const CALLER: [&str; 3] = ["ringing/ringing", "in-progress/in-progress", "completed/completed"];

/// A callee who hangs up soon after it answered.
pub(crate) fn brief_callee() -> Part {
    Part::new("callee_hangs_up", "desk").with("hold", 200)
}

/// A callee who answers and waits for the end.
pub(crate) fn patient_callee() -> Part {
    Part::new("callee_hears_bye", "desk").with("ring", 50).with("linger", 0)
}

/// A caller who waits for the end.
pub(crate) fn patient_caller() -> Part {
    Part::new("caller_hears_bye", "bob").with("linger", 0)
}

/// A caller who hangs up soon after the answer.
pub(crate) fn brief_caller() -> Part {
    Part::new("caller_hangs_up", "bob").with("hold", 200)
}
