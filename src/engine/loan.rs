//! Lines that live in the media group of somebody else for a while: in a room, or in the bridge of another family. The
//! family that lends a line goes on commanding it by its own group; here commands are addressed to where the line is,
//! and what is told of it finds its way home.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::media::{Command, GroupId, LineId};

/// All lines that are not at home.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Loans(BTreeMap<LineId, Loan>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Loan {
    home: GroupId,
    at: GroupId,
}

impl Loans {
    /// A line goes from its home to another group.
    pub(super) fn lend(&mut self, line: LineId, home: GroupId, to: GroupId) -> Command {
        self.0.insert(line, Loan { home, at: to });
        Command::Move { line, from: home, to }
    }

    /// A line that shall change peers with one that is away goes where that is.
    pub(super) fn follow(&mut self, line: LineId, home: GroupId, to: LineId) -> Option<Command> {
        let Loan { at, .. } = *self.0.get(&to)?;
        Some(self.lend(line, home, at))
    }

    /// A line goes home, if it is away and still open.
    pub(super) fn give_back(&mut self, line: LineId) -> Option<Command> {
        let Loan { home, at } = self.0.remove(&line)?;
        Some(Command::Move { line, from: at, to: home })
    }

    /// A command of a family, addressed to where its line is.
    pub(super) fn address(&self, command: Command) -> Command {
        match command.line().and_then(|line| self.0.get(&line)) {
            Some(loan) => command.to(loan.at),
            None => command,
        }
    }

    /// The line is closed.
    pub(super) fn forget(&mut self, line: LineId) {
        self.0.remove(&line);
    }

    /// The family of a line that was told of under this group.
    pub(super) fn home(&self, line: LineId, told: GroupId) -> GroupId {
        self.0.get(&line).map_or(told, |loan| loan.home)
    }

    /// Whether a line is not at home.
    pub(super) fn is_away(&self, line: LineId) -> bool {
        self.0.contains_key(&line)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_commanded_where_it_is_and_told_of_at_home() {
        let (line, home, away) = (LineId(1), GroupId(2), GroupId(3));
        let mut loans = Loans::default();
        let hush = Command::Hush { group: home, line };
        assert_eq!(loans.address(hush.clone()), hush);
        assert_eq!(loans.lend(line, home, away), Command::Move { line, from: home, to: away });
        assert_eq!(loans.address(hush.clone()), Command::Hush { group: away, line });
        assert_eq!(loans.address(Command::Forget { group: home }), Command::Forget { group: home });
        assert_eq!((loans.home(line, away), loans.home(LineId(9), away)), (home, away));
        let (other, own) = (LineId(4), GroupId(5));
        assert_eq!(loans.follow(other, own, line), Some(Command::Move { line: other, from: own, to: away }));
        loans.forget(other);
        assert_eq!(loans.follow(other, own, LineId(9)), None);
        assert_eq!(loans.give_back(line), Some(Command::Move { line, from: away, to: home }));
        assert_eq!((loans.give_back(line), loans.address(hush.clone()), loans.len()), (None, hush, 0));
    }
}
