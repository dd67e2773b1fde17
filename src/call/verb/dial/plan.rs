//! What a Dial wants, as its attributes say, and whom it calls.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Noun, Order};
use crate::call::compat::ClientPrefix;
use crate::call::stage::Stage;
use crate::wire::http::Method;

/// What the attributes asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) action: Option<String>,
    pub(super) method: Method,
    pub(super) timeout: Duration,
    pub(super) time_limit: Duration,
    pub(super) caller_id: Option<String>,
    pub(super) refer: Option<(String, Method)>,
    pub(super) hangup_on_star: bool,
    pub(super) sequential: bool,
}

impl Plan {
    pub(super) fn of(order: &Order) -> Self {
        Self {
            action: order.action.clone(),
            method: order.method,
            timeout: Duration::from_secs(order.timeout.into()),
            time_limit: Duration::from_secs(order.time_limit.into()),
            caller_id: order.caller_id.clone(),
            refer: order.refer_url.clone().map(|url| (url, order.refer_method)),
            hangup_on_star: order.hangup_on_star,
            sequential: order.sequential,
        }
    }
}

/// Whom to call; some systems take a number for a client that begins so (spec §4.2).
pub(super) fn nouns_of(order: Order, stage: &Stage<'_, '_>) -> Vec<Noun> {
    match order.bare_client {
        Some(leg) if stage.rules().compat.client_prefix() == ClientPrefix::Bare => vec![Noun::Client(leg)],
        _ => order.nouns,
    }
}
