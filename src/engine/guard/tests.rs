//! The guard alone: a user, its calls, and when they become too many or too dear.

use std::time::Duration;

use super::*;
use crate::base::Rng;

const START: Time = Time::from_secs(1_700_000_000);

struct House {
    settings: Settings,
    tolls: Tolls,
    guard: Warden,
    rng: Rng,
    born: u64,
}

impl House {
    fn new(text: &str) -> Self {
        let users = "[users.kate]\npassword = 'x'\n[users.bob]\npassword = 'x'\n";
        let settings: Settings = toml::from_str(&format!("{users}{text}")).unwrap();
        let tolls = Tolls::of(&settings).unwrap();
        Self { settings, tolls, guard: Warden::default(), rng: Rng::seeded(1), born: 0 }
    }

    /// The user begins a call at that second.
    fn call(&mut self, secs: u64, login: &str) -> Result<(GroupId, CallSid), Why> {
        let id = UserId { organization: "default".into(), login: login.into() };
        let now = START + Duration::from_secs(secs);
        self.guard.admits(now, &self.settings, &id)?;
        self.born += 1;
        let (group, sid) = (GroupId(self.born), CallSid::mint(&mut self.rng));
        self.guard.begin(now, sid, &id);
        self.guard.answers_for(group, Some(id));
        Ok((group, sid))
    }

    fn dial(&mut self, secs: u64, group: GroupId, number: &str) -> Result<CallSid, Why> {
        let (sid, now) = (CallSid::mint(&mut self.rng), START + Duration::from_secs(secs));
        self.guard.dials(now, &self.settings, &self.tolls, group, sid, number).map(|()| sid)
    }

    fn end(&mut self, secs: u64, sid: CallSid, talked: u64, parent: Option<CallSid>) {
        let end = START + Duration::from_secs(secs);
        let cdr = Cdr {
            call: sid,
            parent,
            direction: String::new(),
            from: String::new(),
            to: String::new(),
            start: START,
            answered: (talked > 0).then(|| START + Duration::from_secs(secs - talked)),
            end,
            ring: Duration::ZERO,
            status: String::new(),
            sip_status: None,
            cause: String::new(),
        };
        self.guard.ended(&cdr);
    }
}

#[test]
fn a11_a_user_has_so_many_calls_at_once_and_others_are_not_hindered() {
    let mut house = House::new("channels = 2\n[guard]\nuser_channels = 1\n");
    let (_, first) = house.call(0, "bob").unwrap();
    assert!(house.call(0, "bob").is_ok());
    assert_eq!(house.call(0, "bob"), Err(Why::Channels));
    assert!(house.call(0, "kate").is_ok());
    assert_eq!(house.call(0, "kate"), Err(Why::Channels));
    house.end(5, first, 5, None);
    assert!(house.call(6, "bob").is_ok());
}

#[test]
fn a11_a_user_begins_so_many_calls_in_a_minute() {
    let mut house = House::new("[guard]\nuser_calls_per_minute = 3\n");
    for secs in [0, 10, 20] {
        assert!(house.call(secs, "bob").is_ok());
    }
    assert_eq!(house.call(59, "bob"), Err(Why::TooFast));
    assert!(house.call(60, "bob").is_ok());
    assert_eq!(house.call(61, "bob"), Err(Why::TooFast));
}

#[test]
fn a11_a_user_spends_so_much_in_a_day_and_anew_on_the_next() {
    let mut house = House::new("[guard]\ndaily_spend = 1.0\n[rates]\n49 = 0.5\n");
    let (group, _) = house.call(0, "bob").unwrap();
    let sid = house.dial(0, group, "+4930123456").unwrap();
    house.end(61, sid, 61, Some(sid));
    assert_eq!(house.dial(62, group, "+4930123456"), Err(Why::Spent), "two begun minutes");
    let tomorrow = 24 * 3600;
    assert!(house.dial(tomorrow, group, "+4930123456").is_ok());
    assert!(house.dial(tomorrow + 30, group, "+4930123456").is_ok(), "half of it");
    assert_eq!(house.dial(tomorrow + 90, group, "+4930123456"), Err(Why::Spent), "calls that are up count");
}

#[test]
fn a11_a_barred_number_is_barred_for_calls_of_users_alone() {
    let mut house = House::new("[guard]\nbarred_prefixes = ['1900']\n");
    let (group, _) = house.call(0, "bob").unwrap();
    assert_eq!(house.dial(0, group, "+19005550100"), Err(Why::Barred));
    assert!(house.dial(0, group, "+12125550100").is_ok());
    assert!(house.dial(0, GroupId(99), "+19005550100").is_ok(), "a call of an application, begun by no user");
}

#[test]
fn a11_a_call_that_is_sent_on_is_one_of_the_user_until_its_last_telephone_is_done() {
    let mut house = House::new("channels = 2\n");
    let mut sid = || CallSid::mint(&mut house.rng);
    let (sent_on, beside, third) = (sid(), sid(), sid());
    let bob = UserId { organization: "default".into(), login: "bob".into() };
    house.guard.take_on(sent_on, &bob);
    house.guard.fork(beside, sent_on);
    house.guard.fork(third, beside);
    assert!(house.call(0, "bob").is_ok(), "three telephones ring for one call");
    assert_eq!(house.call(0, "bob"), Err(Why::Channels));
    assert!(
        house.guard.admits_instead(START, &house.settings, &bob, sent_on).is_ok(),
        "the next contact of the same call"
    );
    house.end(1, sent_on, 0, None);
    house.end(1, beside, 0, None);
    assert_eq!(house.call(1, "bob"), Err(Why::Channels), "one of them has answered");
    house.end(9, third, 8, None);
    assert!(house.call(9, "bob").is_ok());
}

#[test]
fn a11_a_call_that_somebody_else_sends_on_again_is_theirs() {
    let mut house = House::new("channels = 1\n[guard]\nuser_channels = 1\n");
    let sent_on = CallSid::mint(&mut house.rng);
    let user = |login: &str| UserId { organization: "default".into(), login: login.into() };
    house.guard.take_on(sent_on, &user("bob"));
    house.guard.take_on(sent_on, &user("kate"));
    assert!(house.call(0, "bob").is_ok());
    assert_eq!(house.call(0, "kate"), Err(Why::Channels));
    house.end(1, sent_on, 1, None);
    assert!(house.call(2, "kate").is_ok());
}

#[test]
fn a11_who_sends_a_call_on_answers_for_that_call_and_for_no_other() {
    let text = "[users.eve]\npassword = 'x'\ndaily_spend = 1.0\n[guard]\ncountries = ['1']\n[rates]\n1 = 1.0\n";
    let mut house = House::new(text);
    let user = |login: &str| UserId { organization: "default".into(), login: login.into() };
    let (abroad, home) = ("+442071234567", "+12125550100");
    let send_on = |house: &mut House, number: &str| {
        let sid = CallSid::mint(&mut house.rng);
        let House { settings, tolls, guard, .. } = house;
        guard.send_on(START, settings, tolls, sid, &user("bob"), Some(number)).map(|()| sid)
    };
    assert_eq!(send_on(&mut house, abroad), Err(Why::Barred));
    let sid = send_on(&mut house, home).unwrap();
    let application = GroupId(99);
    let dials = |house: &mut House, group: GroupId, call: CallSid, number: &str| {
        let House { settings, tolls, guard, .. } = house;
        guard.dials(START, settings, tolls, group, call, number)
    };
    assert_eq!(
        dials(&mut house, application, sid, abroad),
        Err(Why::Barred),
        "what it was sent on to sends it further"
    );
    assert_eq!(dials(&mut house, application, sid, home), Ok(()));
    assert!(house.dial(0, application, abroad).is_ok(), "the next call of the application is nobody's");
    let (eves, _) = house.call(0, "eve").unwrap();
    let beside = send_on(&mut house, home).unwrap();
    assert_eq!(dials(&mut house, eves, beside, home), Ok(()), "bob pays, and not eve");
    let own = house.dial(0, eves, home).unwrap();
    house.end(10, own, 10, None);
    assert_eq!(house.dial(11, eves, home), Err(Why::Spent), "her own cap holds after the forward");
}
