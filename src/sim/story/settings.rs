//! The lines of the head that become settings of the engine: applications,
//! users, the trunk, and any setting by its name.

use super::fault::Fault;
use super::line::Cursor;

/// The virtual server of the story's documents.
pub const APP: &str = "http://app.example";

/// Reads `NUMBER -> URL …` into the table of applications named `kind`.
pub(super) fn application(line: &mut Cursor, kind: &str) -> Result<toml::Table, Fault> {
    let name = line.word("a number, a domain or `*`")?;
    line.need("->")?;
    let table = hooks(line)?;
    line.end()?;
    Ok(nested(&[kind, &name], table.into()))
}

/// Reads `user NAME PASSWORD [-> URL …]` after its keyword.
pub(super) fn user(line: &mut Cursor) -> Result<toml::Table, Fault> {
    let name = line.word("a user")?;
    let mut table = toml::Table::new();
    table.insert("password".into(), line.word("a password")?.into());
    if line.take("->") {
        table.insert("application".into(), hooks(line)?.into());
    }
    line.end()?;
    Ok(nested(&["users", &name], table.into()))
}

/// Reads `proxy URI [login USER PASSWORD]` after its keyword: a trunk of that name, and numbers go to it.
pub(super) fn proxy(line: &mut Cursor) -> Result<toml::Table, Fault> {
    let mut table = toml::Table::new();
    table.insert("uri".into(), line.word("a SIP URI")?.into());
    if line.take("login") {
        table.insert("username".into(), line.word("a user")?.into());
        table.insert("password".into(), line.word("a password")?.into());
    }
    line.end()?;
    let mut tables = nested(&["trunks", "proxy"], table.into());
    merge(&mut tables, nested(&["outbound", "trunk"], "proxy".into()));
    Ok(tables)
}

/// Reads `config KEY = VALUE` after its keyword.
pub(super) fn config(line: &mut Cursor) -> Result<toml::Table, Fault> {
    let before = line.clone();
    let text = line.rest();
    toml::from_str(text).map_err(|error| before.fault(format!("not a setting: {}", error.message())))
}

/// Lays `over` upon `under`, table by table.
pub(super) fn merge(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => merge(below, above),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// A whole URL: paths lie on the story's own server.
pub fn whole_url(path: &str) -> String {
    match path.contains("://") {
        true => path.to_owned(),
        false => format!("{APP}/{}", path.trim_start_matches('/')),
    }
}

fn hooks(line: &mut Cursor) -> Result<toml::Table, Fault> {
    let mut table = toml::Table::new();
    hook(line, &mut table, "voice_url", "voice_method")?;
    while !line.is_at_end() {
        if line.take("fallback") {
            hook(line, &mut table, "voice_fallback_url", "voice_fallback_method")?;
        } else if line.take("status") {
            hook(line, &mut table, "status_callback", "status_callback_method")?;
        } else if line.take("texts") {
            hook(line, &mut table, "sms_url", "sms_method")?;
        } else if line.take("refer") {
            hook(line, &mut table, "refer_url", "refer_method")?;
        } else if line.take("events") {
            let events = line.word("events such as `ringing,completed`")?;
            let events: Vec<toml::Value> = events.split([',', ' ']).map(|event| event.trim().into()).collect();
            table.insert("status_callback_event".into(), events.into());
        } else {
            return Err(line
                .unknown("something about an application", &["by", "fallback", "status", "events", "refer", "texts"]));
        }
    }
    Ok(table)
}

fn hook(line: &mut Cursor, table: &mut toml::Table, url: &str, method: &str) -> Result<(), Fault> {
    table.insert(url.into(), whole_url(&line.word("a document such as `/main.xml`")?).into());
    if line.take("by") {
        table.insert(method.into(), line.word("GET or POST")?.into());
    }
    Ok(())
}

pub(super) fn nested(path: &[&str], value: toml::Value) -> toml::Table {
    let folded = path.iter().rev().fold(value, |inner, key| {
        let mut table = toml::Table::new();
        table.insert((*key).to_owned(), inner);
        table.into()
    });
    match folded {
        toml::Value::Table(table) => table,
        _ => toml::Table::new(),
    }
}
