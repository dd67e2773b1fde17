//! What the operator of the engine wants of a conference, in the parameters of the REST API (spec §8.6).

use super::fault::Fault;
use super::line::Cursor;

/// What a line of the operator may have.
pub(super) const WORDS: &[&str] = &["operator", "sets", "removes", "in", "from"];

/// One wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The conference, by its name.
    pub room: String,
    /// What of it.
    pub what: Wish,
}

/// What of a conference is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A POST to it.
    Set(Vec<(String, String)>),
    /// A POST to a participant.
    SetOf(String, Vec<(String, String)>),
    /// The DELETE of a participant.
    Remove(String),
}

/// Reads what follows `operator`.
pub(super) fn wanted(line: &mut Cursor, phones: &[&str]) -> Result<Wanted, Fault> {
    if line.take("removes") {
        let phone = super::step::phone(line, phones)?;
        line.need("from")?;
        return Ok(Wanted { room: line.word("a conference")?, what: Wish::Remove(phone) });
    }
    if !line.take("sets") {
        return Err(line.unknown("what the operator does", &["sets", "removes"]));
    }
    let first = line.word("a phone or a conference")?;
    if !line.take("in") {
        return Ok(Wanted { room: first, what: Wish::Set(params(line)?) });
    }
    if !phones.contains(&first.as_str()) {
        return Err(line.fault_back(format!("{first} is no phone of this story")));
    }
    Ok(Wanted { room: line.word("a conference")?, what: Wish::SetOf(first, params(line)?) })
}

fn params(line: &mut Cursor) -> Result<Vec<(String, String)>, Fault> {
    let mut params = Vec::new();
    while !line.is_at_end() {
        let word = line.word("a parameter")?;
        match word.split_once('=') {
            Some((name, value)) => params.push((name.to_owned(), value.to_owned())),
            None => return Err(line.fault_back("a parameter is NAME=VALUE")),
        }
    }
    Ok(params)
}
