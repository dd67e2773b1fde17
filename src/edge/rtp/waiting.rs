//! What waits for lines that are on their way from another thread: nothing that is ordered for their new group is done
//! before they are there, and all of it in the order in which it was given.
//!
//! Nobody waits in a circle: a line that is waited for goes by an order that was given before.

use std::collections::{BTreeMap, VecDeque};

use crate::media::{Command, GroupId, LineId};

/// Groups that wait. `A` is what comes with a line.
#[derive(Debug)]
pub(super) struct Waiting<A> {
    groups: BTreeMap<GroupId, VecDeque<Held>>,
    arrived: BTreeMap<LineId, A>,
}

#[derive(Debug)]
enum Held {
    Line(LineId),
    Command(Box<Command>),
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(super) enum Next<A> {
    /// Take in the line that this came with.
    Arrived(A),
    /// Carry this out.
    Command(Box<Command>),
}

impl<A> Default for Waiting<A> {
    fn default() -> Self {
        Self { groups: BTreeMap::new(), arrived: BTreeMap::new() }
    }
}

impl<A> Waiting<A> {
    /// A line will come to this group.
    pub(super) fn expect(&mut self, group: GroupId, line: LineId) {
        self.groups.entry(group).or_default().push_back(Held::Line(line));
    }

    /// Keeps a command whose group waits; gives back any other.
    pub(super) fn put(&mut self, command: Box<Command>) -> Option<Box<Command>> {
        match self.groups.get_mut(&command.group()) {
            Some(held) => {
                held.push_back(Held::Command(command));
                None
            }
            None => Some(command),
        }
    }

    /// A line has come.
    pub(super) fn arrive(&mut self, line: LineId, with: A) {
        self.arrived.insert(line, with);
    }

    /// What can be done for the group now.
    pub(super) fn next(&mut self, group: GroupId) -> Option<Next<A>> {
        let held = self.groups.get_mut(&group)?;
        let next = match held.front() {
            Some(Held::Line(line)) => Some(Next::Arrived(self.arrived.remove(line)?)),
            _ => None,
        };
        match (held.pop_front(), next) {
            (Some(Held::Command(command)), _) => Some(Next::Command(command)),
            (Some(Held::Line(_)), next) => next,
            (None, _) => {
                self.groups.remove(&group);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: GroupId = GroupId(7);

    fn close(line: u64) -> Box<Command> {
        Box::new(Command::Close { group: GROUP, line: LineId(line) })
    }

    #[test]
    fn orders_wait_for_the_lines_before_them_and_keep_their_order() {
        let mut waiting = Waiting::default();
        assert_eq!(waiting.put(close(1)), Some(close(1)), "nobody is on the way");
        waiting.expect(GROUP, LineId(1));
        assert_eq!(waiting.put(close(1)), None);
        waiting.expect(GROUP, LineId(2));
        assert_eq!(waiting.put(close(2)), None);
        assert!(waiting.put(Box::new(Command::Forget { group: GroupId(8) })).is_some(), "another group");
        waiting.arrive(LineId(2), "two");
        assert_eq!(waiting.next(GROUP), None, "the second does not overtake the first");
        waiting.arrive(LineId(1), "one");
        let done: Vec<_> = std::iter::from_fn(|| waiting.next(GROUP)).collect();
        let expected = [Next::Arrived("one"), Next::Command(close(1)), Next::Arrived("two"), Next::Command(close(2))];
        assert_eq!(done, expected);
        assert_eq!(waiting.put(close(3)), Some(close(3)), "nothing is waited for any more");
        assert!(waiting.groups.is_empty() && waiting.arrived.is_empty());
    }
}
