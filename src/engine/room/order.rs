//! What an operator wants of a conference or of somebody in it, read from the parameters of the REST API (spec §8.6),
//! and what is wrong with such a request. Whether there is such a conference the rooms know.

use serde::{Deserialize, Serialize};

use super::Rooms;
use crate::base::{CallSid, ConferenceSid};
use crate::call::hook::Param;
use crate::call::room::Hold;
use crate::wire::http::{Link, Method};

/// What is wanted of a conference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// It shall end.
    End,
    /// All in it shall hear this.
    Announce(Notice),
    /// Somebody in it shall be in it otherwise.
    Change(CallSid, Box<Change>),
    /// Somebody shall leave it, and goes on with its document.
    Kick(CallSid),
}

/// What is wanted of somebody in a conference; what is not said stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// It hears and is not heard.
    pub muted: Option<bool>,
    /// Whether it is on hold: it neither hears the others nor is heard.
    pub hold: Option<Holding>,
    /// It shall hear this.
    pub announce: Option<Notice>,
    /// The conference ends with it.
    pub ends: Option<bool>,
    /// The others hear it leave.
    pub chimes: Option<bool>,
    /// Whether it is heard by one call alone.
    pub coach: Option<Coaching>,
}

/// Whether somebody is on hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holding {
    /// It is, and hears this.
    On(Hold),
    /// It comes back.
    Off,
}

/// Whether somebody is a coach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Coaching {
    /// It is heard by this call alone.
    Of(CallSid),
    /// All hear it.
    Off,
}

/// Something to be announced: a sound, or a document that says and plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Absolute.
    pub url: String,
    /// How it is asked.
    pub method: Method,
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderFault {
    /// There is no such conference, or it is over.
    #[error("there is no conference {0}")]
    NoConference(String),
    /// Nobody of that name is in it.
    #[error("there is no participant {0} in the conference")]
    NoParticipant(String),
    /// A value that cannot be used.
    #[error("{name}: {value:?} is not {wanted}")]
    BadValue {
        /// Of which parameter.
        name: &'static str,
        /// As it was written.
        value: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// A URL that cannot be asked.
    #[error("{name}: {why}")]
    BadUrl {
        /// Of which parameter.
        name: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Nothing in it has an effect.
    #[error("nothing to do: {0}")]
    Nothing(&'static str),
}

impl OrderFault {
    /// Its code (spec §8.1).
    pub const fn code(&self) -> u32 {
        match self {
            Self::NoConference(_) | Self::NoParticipant(_) => 20404,
            Self::BadValue { .. } | Self::Nothing(_) => 20001,
            Self::BadUrl { .. } => 21205,
        }
    }

    /// The HTTP status of the answer.
    pub const fn status(&self) -> u16 {
        match self {
            Self::NoConference(_) | Self::NoParticipant(_) => 404,
            Self::BadValue { .. } | Self::BadUrl { .. } | Self::Nothing(_) => 400,
        }
    }
}

impl Order {
    /// What a POST to a conference wants.
    pub fn of_conference(params: &[Param]) -> Result<Self, OrderFault> {
        let form = Form(params);
        if let Some(status) = form.value("Status") {
            let is_end = status.eq_ignore_ascii_case("completed");
            return if is_end { Ok(Self::End) } else { Err(bad("Status", status, "completed")) };
        }
        let notice = form.notice("AnnounceUrl", "AnnounceMethod")?;
        notice.map(Self::Announce).ok_or(OrderFault::Nothing("Status=completed and AnnounceUrl are known"))
    }
}

impl Change {
    /// What a POST to a participant wants.
    pub fn read(params: &[Param]) -> Result<Self, OrderFault> {
        let form = Form(params);
        let muted = form.flag("Muted")?.or(form.flag("Mute")?);
        let change = Self {
            muted,
            hold: form.hold()?,
            announce: form.notice("AnnounceUrl", "AnnounceMethod")?,
            ends: form.flag("EndConferenceOnExit")?,
            chimes: form.flag("BeepOnExit")?,
            coach: form.coach()?,
        };
        if change == Self::default() {
            return Err(OrderFault::Nothing(
                "Muted, Hold, AnnounceUrl, EndConferenceOnExit, BeepOnExit and Coaching are known",
            ));
        }
        Ok(change)
    }
}

impl Rooms {
    /// The conference and what is wanted of it, if there is one and that can be done.
    pub(in crate::engine) fn check(&self, room: ConferenceSid, order: &Order) -> Result<(), OrderFault> {
        let room = self.rooms.get(&room).ok_or_else(|| OrderFault::NoConference(room.to_string()))?;
        let is_here = |sid: &CallSid| room.people.iter().any(|person| person.guest.sid == *sid);
        let missing = |sid: &CallSid| OrderFault::NoParticipant(sid.to_string());
        match order {
            Order::End | Order::Announce(_) => Ok(()),
            Order::Kick(sid) => is_here(sid).then_some(()).ok_or_else(|| missing(sid)),
            Order::Change(sid, _) if !is_here(sid) => Err(missing(sid)),
            Order::Change(sid, change) => match change.coach {
                Some(Coaching::Of(coached)) if coached == *sid || !is_here(&coached) => {
                    let wanted = "another call that is in the conference";
                    Err(bad("CallSidToCoach", &coached.to_string(), wanted))
                }
                _ => Ok(()),
            },
        }
    }
}

/// The parameters of a request.
struct Form<'a>(&'a [Param]);

impl<'a> Form<'a> {
    fn value(&self, name: &str) -> Option<&'a str> {
        let value = self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    fn flag(&self, name: &'static str) -> Result<Option<bool>, OrderFault> {
        match self.value(name) {
            None => Ok(None),
            Some(value) if value.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(value) if value.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(value) => Err(bad(name, value, "true or false")),
        }
    }

    fn url(&self, name: &'static str) -> Result<Option<String>, OrderFault> {
        let Some(url) = self.value(name) else { return Ok(None) };
        match Link::absolute(url, None) {
            Ok(url) => Ok(Some(url)),
            Err(error) => Err(OrderFault::BadUrl { name, why: error.to_string() }),
        }
    }

    fn method(&self, name: &'static str, default: Method) -> Result<Method, OrderFault> {
        match self.value(name) {
            None => Ok(default),
            Some(value) if value.eq_ignore_ascii_case("GET") => Ok(Method::Get),
            Some(value) if value.eq_ignore_ascii_case("POST") => Ok(Method::Post),
            Some(value) => Err(bad(name, value, "GET or POST")),
        }
    }

    fn notice(&self, url: &'static str, method: &'static str) -> Result<Option<Notice>, OrderFault> {
        let method = self.method(method, Method::Post)?;
        Ok(self.url(url)?.map(|url| Notice { url, method }))
    }

    fn hold(&self) -> Result<Option<Holding>, OrderFault> {
        let method = self.method("HoldMethod", Method::Get)?;
        let url = self.url("HoldUrl")?.map(|url| (url, method));
        Ok(self.flag("Hold")?.map(|holds| if holds { Holding::On(Hold { url }) } else { Holding::Off }))
    }

    /// A coach has somebody to coach; to name that is enough.
    fn coach(&self) -> Result<Option<Coaching>, OrderFault> {
        let coached = self.value("CallSidToCoach");
        let sid = coached.map(|sid| sid.parse().map_err(|_| bad("CallSidToCoach", sid, "the SID of a call")));
        match (self.flag("Coaching")?, sid.transpose()?) {
            (Some(false), _) => Ok(Some(Coaching::Off)),
            (Some(true), None) => Err(bad("CallSidToCoach", "", "the SID of a call, which Coaching needs")),
            (_, Some(sid)) => Ok(Some(Coaching::Of(sid))),
            (None, None) => Ok(None),
        }
    }
}

fn bad(name: &'static str, value: &str, wanted: &'static str) -> OrderFault {
    OrderFault::BadValue { name, value: value.to_owned(), wanted }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Vec<Param> {
        crate::wire::http::form::parse(query.as_bytes())
    }

    #[test]
    fn a_change_says_what_its_parameters_say_and_no_more() {
        let sid: CallSid = "CA0123456789abcdef0123456789abcdef".parse().unwrap();
        let hold = |url: Option<(&str, Method)>| Hold { url: url.map(|(url, method)| (url.to_owned(), method)) };
        let none = Change::default;
        for (query, wanted) in [
            ("Muted=true", Change { muted: Some(true), ..none() }),
            ("Mute=False", Change { muted: Some(false), ..none() }),
            ("Hold=true", Change { hold: Some(Holding::On(hold(None))), ..none() }),
            ("Hold=false&HoldUrl=http://h/x", Change { hold: Some(Holding::Off), ..none() }),
            (
                "Hold=true&HoldUrl=http://h/x&HoldMethod=post",
                Change { hold: Some(Holding::On(hold(Some(("http://h/x", Method::Post))))), ..none() },
            ),
            ("EndConferenceOnExit=true&BeepOnExit=false", Change { ends: Some(true), chimes: Some(false), ..none() }),
            ("Coaching=false", Change { coach: Some(Coaching::Off), ..none() }),
            ("CallSidToCoach=CA0123456789abcdef0123456789abcdef", Change { coach: Some(Coaching::Of(sid)), ..none() }),
            (
                "AnnounceUrl=http://h/x",
                Change { announce: Some(Notice { url: "http://h/x".into(), method: Method::Post }), ..none() },
            ),
        ] {
            assert_eq!(Change::read(&params(query)), Ok(wanted), "{query}");
        }
    }

    #[test]
    fn what_cannot_be_done_has_its_code() {
        for (query, code) in [
            ("Muted=yes", 20001),
            ("Hold=", 20001),
            ("", 20001),
            ("Label=x", 20001),
            ("HoldUrl=/relative&Hold=true", 21205),
            ("AnnounceUrl=ftp://h/x", 21205),
            ("AnnounceUrl=http://h/x&AnnounceMethod=PUT", 20001),
            ("Coaching=true", 20001),
            ("CallSidToCoach=bob", 20001),
        ] {
            let fault = Change::read(&params(query)).expect_err(query);
            assert_eq!((fault.code(), fault.status()), (code, 400), "{query}: {fault}");
        }
        for (query, code) in [("Status=init", 20001), ("", 20001), ("AnnounceUrl=x", 21205)] {
            assert_eq!(Order::of_conference(&params(query)).expect_err(query).code(), code, "{query}");
        }
        assert_eq!(Order::of_conference(&params("Status=Completed")), Ok(Order::End));
    }
}
