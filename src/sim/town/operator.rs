//! The operator of the engine, who has the REST API at hand: what is wanted of a conference goes the way that it goes
//! there, through the reading of parameters and the same command.

use super::Town;
use crate::base::CallSid;
use crate::call::hook::Param;
use crate::engine::{Change, Command, ConferenceStatus, Input, Order};
use crate::sim::story::{Wanted, Wish, whole_url};

impl Town {
    /// Does what is wanted; where that cannot be done now it may be later.
    pub(super) fn operate(&mut self, wanted: &Wanted) -> Result<(), String> {
        let engine = self.house.engine();
        let goes_on = |status| status != ConferenceStatus::Completed;
        let mut known = engine.conferences().into_iter();
        let room = known.find(|one| one.name == wanted.room && goes_on(one.status));
        let room = room.ok_or_else(|| format!("there is no conference {}", wanted.room))?.sid;
        let order = match &wanted.what {
            Wish::Set(params) => Order::of_conference(&self.filled_in(params)).map_err(|fault| fault.to_string())?,
            Wish::SetOf(phone, params) => {
                let change = Change::read(&self.filled_in(params)).map_err(|fault| fault.to_string())?;
                Order::Change(self.sid_of(phone)?, Box::new(change))
            }
            Wish::Remove(phone) => Order::Kick(self.sid_of(phone)?),
        };
        engine.check_order(room, &order).map_err(|fault| fault.to_string())?;
        self.house.handle(self.now, Input::Command(Command::Conference { room, order }));
        self.drain();
        Ok(())
    }

    /// What a story cannot know: where its web is, and the SIDs of calls.
    fn filled_in(&self, params: &[Param]) -> Vec<Param> {
        let value = |name: &str, value: &str| match name {
            _ if name.ends_with("Url") && value.starts_with('/') => whole_url(value),
            "CallSidToCoach" => self.latest.get(value).cloned().unwrap_or_else(|| value.to_owned()),
            _ => value.to_owned(),
        };
        params.iter().map(|(name, written)| (name.clone(), value(name, written))).collect()
    }

    fn sid_of(&self, phone: &str) -> Result<CallSid, String> {
        let sid = self.latest.get(phone).and_then(|sid| sid.parse().ok());
        sid.ok_or_else(|| format!("{phone} has no call"))
    }
}
