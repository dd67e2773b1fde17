//! Where a value came from: the place in the file, or the variable that replaced it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Place;

/// The parsed file and the variables that were laid over it.
pub(super) struct Origin<'t> {
    pub(super) table: Spanned<DeTable<'t>>,
    pub(super) variables: Vec<(Vec<String>, String)>,
}

impl Origin<'_> {
    /// The place of the value at `path`; where it is missing, of the innermost table that should hold it.
    pub(super) fn place(&self, path: &[&str]) -> Place {
        let variable = self.variables.iter().rev().find(|(own, _)| own.iter().zip(path).all(|(a, b)| a == b));
        match variable {
            Some((own, name)) if own.len() <= path.len() => Place::Variable(name.clone()),
            _ => find(self.table.get_ref(), path).map_or(Place::Nowhere, Place::File),
        }
    }
}

fn find(table: &DeTable<'_>, path: &[&str]) -> Option<Range<usize>> {
    let (first, rest) = path.split_first()?;
    let (key, value) = table.get_key_value(*first)?;
    let inner = match value.get_ref() {
        DeValue::Table(table) if !rest.is_empty() => find(table, rest),
        DeValue::Array(items) if !rest.is_empty() => {
            rest[0].parse::<usize>().ok().and_then(|at| items.get(at)).map(Spanned::span)
        }
        DeValue::Table(_) => None,
        _ => Some(value.span()),
    };
    inner.or_else(|| Some(key.span()))
}
