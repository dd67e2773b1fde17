//! File and environment put together: the file is parsed with the places of its values, each variable is laid over it,
//! and the result must have the shape of `Config`.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use crate::engine::Settings;
use crate::rcml::suggest;

use super::check::check;
use super::origin::Origin;
use super::{Config, Environment, Fault, Place, Process, Report, Severity};

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error(
        "{path} cannot be read: {why}\n\nA configuration begins like this; callwright.example.toml shows every setting:\n\n{EXAMPLE}"
    )]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// It is wrong.
    #[error("{}", .0.lines().collect::<Vec<_>>().join("\n"))]
    Faults(Report),
}

/// The smallest file that answers a call.
const EXAMPLE: &str = r#"    [sip]
    listen = ["udp:127.0.0.1:5060"]

    [numbers."+15551234"]
    voice_url = "http://127.0.0.1:8080/voice""#;

/// Reads the file at `path` with `environment` laid over it. The report holds warnings only.
pub fn load(path: &Path, environment: &Environment) -> Result<(Config, Report), LoadError> {
    let text = std::fs::read_to_string(path).map_err(|why| LoadError::File { path: path.to_owned(), why })?;
    read(&path.display().to_string(), &text, environment).map_err(LoadError::Faults)
}

/// Reads `text`, to be called `name` in diagnostics. The report of success holds warnings only.
pub fn read(name: &str, text: &str, environment: &Environment) -> Result<(Config, Report), Report> {
    let report = |faults| Report::new(name, text, faults);
    let table = DeTable::parse(text).map_err(|error| report(vec![in_file(&error)]))?;
    let mut origin = Origin { table, variables: Vec::new() };
    let mut config = shape(origin.table.get_ref()).map_err(|error| report(vec![in_file(&error)]))?;

    let values: Vec<_> = environment.settings().map(|(_, _, value)| format!("value = {value}")).collect();
    let mut laid = origin.table.get_ref().clone();
    let mut faults = Vec::new();
    for ((variable, path, value), typed) in environment.settings().zip(&values) {
        match lay(&laid, &path, value, typed) {
            Ok((table, shaped)) => {
                (laid, config) = (table, shaped);
                origin.variables.push((path, variable.to_owned()));
            }
            Err(error) => faults.push(fault(Place::Variable(variable.to_owned()), &error)),
        }
    }
    if faults.is_empty() {
        faults = check(&mut config, &origin);
    }
    let report = report(faults);
    if report.is_fatal() { Err(report) } else { Ok((config, report)) }
}

/// `table` with `path` set, and its shape. The value is read as TOML (`5`, `true`, `["a"]`, `{ … }`); what does not fit
/// as such is taken as plain text, so that nobody has to quote twice in a shell.
fn lay<'t>(
    table: &DeTable<'t>,
    path: &[String],
    value: &'t str,
    typed: &'t str,
) -> Result<(DeTable<'t>, Config), toml::de::Error> {
    let attempt = |value: DeValue<'t>| {
        let mut laid = table.clone();
        insert(&mut laid, path, value);
        shape(&laid).map(|config| (laid, config))
    };
    let parsed = DeTable::parse(typed).ok().and_then(|table| table.into_inner().remove("value"));
    let plain = attempt(DeValue::String(Cow::Borrowed(value)));
    match parsed {
        Some(parsed) => attempt(parsed.into_inner()).or_else(|error| plain.map_err(|_| error)),
        None => plain,
    }
}

fn insert<'t>(table: &mut DeTable<'t>, path: &[String], value: DeValue<'t>) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        table.insert(Spanned::new(0..0, Cow::Owned(first.clone())), Spanned::new(0..0, value));
        return;
    }
    let empty = || Spanned::new(0..0, DeValue::Table(DeTable::new()));
    let inner = table.entry(Spanned::new(0..0, Cow::Owned(first.clone()))).or_insert_with(empty);
    if !matches!(inner.get_ref(), DeValue::Table(_)) {
        *inner = empty();
    }
    if let DeValue::Table(inner) = inner.get_mut() {
        insert(inner, rest, value);
    }
}

/// The tables of the process and those of the engine, each refusing keys it does not know.
fn shape(table: &DeTable<'_>) -> Result<Config, toml::de::Error> {
    let (mut own, mut engines) = (DeTable::new(), DeTable::new());
    for (key, value) in table {
        let side = if Process::KEYS.contains(&key.get_ref().as_ref()) { &mut own } else { &mut engines };
        side.insert(key.clone(), value.clone());
    }
    let of = |table| Deserializer::from(Spanned::new(0..0, table));
    Ok(Config { process: Process::deserialize(of(own))?, engine: Settings::deserialize(of(engines))? })
}

fn in_file(error: &toml::de::Error) -> Fault {
    fault(error.span().map_or(Place::Nowhere, Place::File), error)
}

fn fault(place: Place, error: &toml::de::Error) -> Fault {
    let (message, help) = unknown_key(error.message()).unwrap_or_else(|| (without_value(error.message()), None));
    Fault { severity: Severity::Error, place, message, help }
}

/// ``invalid type: string "s3cret", expected struct User`` without the value: it may be a secret, and is told to a log.
fn without_value(message: &str) -> String {
    let told = message.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "));
    match told {
        Some((found, expected)) => {
            let kind = found.split(['"', '`']).next().unwrap_or_default().trim_end();
            format!("invalid type: {kind}, expected {expected}")
        }
        None => message.to_owned(),
    }
}

/// ``unknown field `limts`, expected one of `limits`, …`` in our words, with the name that was probably meant.
fn unknown_key(message: &str) -> Option<(String, Option<String>)> {
    let (key, expected) = message.strip_prefix("unknown field `")?.split_once('`')?;
    if key == "outbound_proxy" {
        let help = "write it as [trunks.NAME] with uri, username and password, and [outbound] trunk = \"NAME\"";
        return Some(("`outbound_proxy` is a trunk now".to_owned(), Some(help.to_owned())));
    }
    let mut known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    // The engine's tables and ours stand side by side in the file.
    if known.contains(&"outbound") {
        known.extend(Process::KEYS);
    }
    known.sort_unstable();
    let help = match suggest(key, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    Some((format!("unknown key `{key}`"), Some(help)))
}
