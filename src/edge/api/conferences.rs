//! Conferences and who is in them (spec §8.6): seen, changed, ended. What is wanted is read in `engine/room`; here it
//! gets a path and a form, and the loop is asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::counter;
use serde_json::{Value, json};

use super::answer::{Refused, no_method, say, stranger};
use super::page::Page;
use super::{Ask, Base, Query, Shop};
use crate::base::ConferenceSid;
use crate::engine::{Attendant, Change, Conference, ConferenceStatus, Order, OrderFault};

/// The resources below the account, under every name that they have.
pub(super) fn routes(version: &str) -> Router<Arc<Shop>> {
    let mut router = Router::new();
    for ending in ["", ".json"] {
        let list = format!("{version}/Accounts/{{account}}/Conferences{ending}");
        let one = get(conference).post(set).put(set).fallback(no_method);
        router = router.route(&list, get(conferences).fallback(no_method)).route(&format!("{list}/{{sid}}"), one);
        for ending in ["", ".json"] {
            let people = format!("{list}/{{sid}}/Participants{ending}");
            let one = get(participant).post(change).put(change).delete(kick).fallback(no_method);
            router =
                router.route(&people, get(participants).fallback(no_method)).route(&format!("{people}/{{call}}"), one);
        }
    }
    router.layer(map_response(count))
}

async fn conferences(visit: Visit) -> Result<Response, Refused> {
    let page = Page::of(&visit.query)?;
    let all = visit.shop.ask(Ask::Conferences).await?;
    let wanted = all.iter().filter(|one| visit.wants(one));
    let said = wanted.map(|one| visit.conference_said(one)).collect();
    Ok(say(StatusCode::OK, &page.cut(visit.base, "conferences", &visit.path, said)?))
}

async fn conference(visit: Visit) -> Result<Response, Refused> {
    let found = visit.conference().await?;
    Ok(say(StatusCode::OK, &visit.conference_said(&found)))
}

async fn set(visit: Visit, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    let before = visit.conference().await?;
    let order = Order::of_conference(&visit.form(body)?)?;
    let after = visit.order(before.sid, order).await?.unwrap_or(before);
    Ok(say(StatusCode::OK, &visit.conference_said(&after)))
}

async fn participants(visit: Visit) -> Result<Response, Refused> {
    let page = Page::of(&visit.query)?;
    let conference = visit.conference().await?;
    let said = conference.people.iter().map(|one| visit.participant_said(&conference, one)).collect();
    let name = if visit.base == Base::Restcomm { "calls" } else { "participants" };
    Ok(say(StatusCode::OK, &page.cut(visit.base, name, &visit.path, said)?))
}

async fn participant(visit: Visit) -> Result<Response, Refused> {
    let (conference, one) = visit.participant().await?;
    Ok(say(StatusCode::OK, &visit.participant_said(&conference, &one)))
}

async fn change(visit: Visit, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    let (before, one) = visit.participant().await?;
    let change = Change::read(&visit.form(body)?)?;
    let after = visit.order(before.sid, Order::Change(one.call, Box::new(change))).await?.unwrap_or(before);
    let found = after.people.iter().find(|other| other.call == one.call).unwrap_or(&one);
    Ok(say(StatusCode::OK, &visit.participant_said(&after, found)))
}

async fn kick(visit: Visit) -> Result<StatusCode, Refused> {
    let (conference, one) = visit.participant().await?;
    visit.order(conference.sid, Order::Kick(one.call)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody of the account who asks for something.
struct Visit {
    shop: Arc<Shop>,
    base: Base,
    path: String,
    query: Query,
    /// What the path names.
    sid: String,
    call: String,
}

impl FromRequestParts<Arc<Shop>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Self, Response> {
        if !shop.knows(&parts.headers) {
            return Err(stranger());
        }
        let path = Path::<BTreeMap<String, String>>::from_request_parts(parts, shop).await;
        let Path(mut names) = path.map_err(IntoResponse::into_response)?;
        let mut name = |name: &str| names.remove(name).unwrap_or_default();
        let account = name("account");
        if account != shop.account.sid {
            return Err(Refused::unknown(format!("there is no account {account}")).into_response());
        }
        let trimmed = |name: String| name.strip_suffix(".json").map(str::to_owned).unwrap_or(name);
        Ok(Self {
            shop: Arc::clone(shop),
            base: Base::of(parts.uri.path()),
            path: parts.uri.path().to_owned(),
            query: Query::read(parts.uri.query().unwrap_or_default().as_bytes()),
            sid: trimmed(name("sid")),
            call: trimmed(name("call")),
        })
    }
}

impl Visit {
    async fn conference(&self) -> Result<Conference, Refused> {
        let Ok(sid) = self.sid.parse() else {
            return Err(Refused::bad(format!("{} is no SID of a conference", self.sid)));
        };
        let known = self.shop.ask(|answer| Ask::Conference(sid, answer)).await?;
        known.ok_or_else(|| OrderFault::NoConference(self.sid.clone()).into())
    }

    /// Somebody in it, by the SID of the call or by label.
    async fn participant(&self) -> Result<(Conference, Attendant), Refused> {
        let conference = self.conference().await?;
        let call = self.call.parse().ok();
        let is_it = |one: &&Attendant| Some(one.call) == call || one.label.as_ref() == Some(&self.call);
        let found = conference.people.iter().find(is_it).cloned();
        let found = found.ok_or_else(|| OrderFault::NoParticipant(self.call.clone()))?;
        Ok((conference, found))
    }

    async fn order(&self, room: ConferenceSid, order: Order) -> Result<Option<Conference>, Refused> {
        Ok(self.shop.ask(|answer| Ask::Order { room, order, answer }).await??)
    }

    /// The path of a conference in this API.
    fn place(&self, sid: ConferenceSid) -> String {
        format!("{}/Accounts/{}/Conferences/{sid}", self.base.version(), self.shop.account.sid)
    }

    fn conference_said(&self, conference: &Conference) -> Value {
        let place = self.place(conference.sid);
        json!({
            "sid": conference.sid.to_string(),
            "account_sid": self.shop.account.sid,
            "friendly_name": conference.name,
            "status": self.base.status(conference.status),
            "api_version": self.base.number(),
            "date_created": conference.created.rfc2822(),
            "date_updated": conference.updated.rfc2822(),
            "uri": format!("{place}.json"),
            "subresource_uris": { "participants": format!("{place}/Participants.json") },
        })
    }

    fn participant_said(&self, conference: &Conference, one: &Attendant) -> Value {
        let name = if self.base == Base::Restcomm { "sid" } else { "call_sid" };
        let mut said = json!({
            "conference_sid": conference.sid.to_string(),
            "account_sid": self.shop.account.sid,
            "label": one.label,
            "muted": one.muted,
            "hold": one.held,
            "start_conference_on_enter": one.starts,
            "end_conference_on_exit": one.ends,
            "coaching": one.coached.is_some(),
            "call_sid_to_coach": one.coached,
            "date_created": one.created.rfc2822(),
            "date_updated": one.updated.rfc2822(),
            "uri": format!("{}/Participants/{}.json", self.place(conference.sid), one.name),
        });
        said[name] = json!(one.name);
        if self.shop.has_slips && self.base == Base::Restcomm {
            said["end_conference_on_enter"] = json!(one.ends);
        }
        said
    }

    /// The parameters of a body.
    fn form(&self, body: Result<Bytes, BytesRejection>) -> Result<Vec<(String, String)>, Refused> {
        let body = body.map_err(|_| Refused::too_large(self.shop.max_body))?;
        Ok(crate::wire::http::form::parse(&body))
    }

    /// Whether the filters of a list let it through.
    fn wants(&self, one: &Conference) -> bool {
        let is =
            |name: &str, value: &str| self.query.value(name).is_none_or(|wanted| wanted.eq_ignore_ascii_case(value));
        is("Status", self.base.status(one.status))
            && self.query.value("FriendlyName").is_none_or(|wanted| wanted == one.name)
            && is("DateCreated", &one.created.date())
            && is("DateUpdated", &one.updated.date())
    }
}

async fn count(response: Response) -> Response {
    counter!("callwright_api_requests_total", "status" => response.status().as_str().to_owned()).increment(1);
    response
}

impl Base {
    /// How far a conference is, in the words of this API (spec §5.6).
    const fn status(self, status: ConferenceStatus) -> &'static str {
        match (self, status) {
            (Self::Restcomm, ConferenceStatus::ModeratorAbsent) => "RUNNING_MODERATOR_ABSENT",
            (Self::Restcomm, ConferenceStatus::ModeratorPresent { .. }) => "RUNNING_MODERATOR_PRESENT",
            (Self::Restcomm, ConferenceStatus::Completed) => "COMPLETED",
            (Self::Twilio, ConferenceStatus::ModeratorPresent { has_begun: true }) => "in-progress",
            (Self::Twilio, ConferenceStatus::Completed) => "completed",
            (Self::Twilio, _) => "init",
        }
    }
}
