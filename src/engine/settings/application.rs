//! `[numbers]`, `[domains]` and `[applications]`: where a call leads and who is told about it (spec §6.6, §6.8, §9.3).

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::wire::http;

/// Where a number leads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Application {
    /// The document.
    pub voice_url: String,
    /// How it is asked.
    pub voice_method: http::Method,
    /// Asked once when a document request of the call fails (spec §6.6).
    pub voice_fallback_url: Option<String>,
    /// How that is asked.
    pub voice_fallback_method: http::Method,
    /// The document of a party that somebody on the call wants transferred by REFER; without it a REFER is refused
    /// (spec §10.1).
    pub refer_url: Option<String>,
    /// How it is asked.
    pub refer_method: http::Method,
    /// An entry of `[applications]` whose document that party runs instead (spec §10.1).
    pub refer_application: Option<String>,
    /// The caller's display name is sent as CallerName (spec §6.2).
    pub voice_caller_id_lookup: bool,
    /// The document that answers text messages; without it they are refused as those to nobody (spec §9.7).
    pub sms_url: Option<String>,
    /// How it is asked.
    pub sms_method: http::Method,
    /// Asked once when that document cannot be had (spec §6.6).
    pub sms_fallback_url: Option<String>,
    /// How that is asked.
    pub sms_fallback_method: http::Method,
    /// Told at ringing, in-progress and the end (spec §6.8).
    pub status_callback: Option<String>,
    /// How it is told.
    pub status_callback_method: http::Method,
    /// Narrows the events: `ringing`, `in-progress`, `completed`.
    pub status_callback_event: Option<Vec<String>>,
}

impl Settings {
    /// The document of a party that is transferred in a call of this application, and how it is asked.
    pub(in crate::engine) fn transfer_document(&self, own: &Application) -> Option<(String, http::Method)> {
        match own.refer_application.as_ref().and_then(|name| self.applications.get(name)) {
            Some(other) => Some((other.voice_url.clone(), other.voice_method)),
            None => Some((own.refer_url.clone()?, own.refer_method)),
        }
    }
}
