//! The ladder: one column for everyone, time downward, an arrow for every message. Drawn from a transcript alone.

use std::time::Duration;

use super::story::Heard;
use super::transcript::{APP, ENGINE, Entry, Fate, Scene, Transcript};
use crate::base::Time;

/// How the ladder is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether escape codes for colours may be used.
    pub colour: bool,
    /// Whether 100 Trying and repeated messages are drawn.
    pub every_message: bool,
}

/// Room for the time at the left.
const TIME: usize = 11;
/// Less room between two columns shows nothing.
const NARROWEST: usize = 10;
/// The colour of sound and keys.
const SOUND: &str = "35";

/// The whole ladder, one line for each entry.
pub fn draw(transcript: &Transcript, style: Style) -> String {
    let rows: Vec<(&Entry, Row)> =
        transcript.entries.iter().filter_map(|entry| Some((entry, row(entry, style)?))).collect();
    let columns = used(&transcript.columns, &rows);
    let sheet = Sheet::new(&columns, &rows, style);
    let mut text = sheet.heading();
    for (entry, row) in &rows {
        text.push_str(&sheet.line(entry.at - transcript.start, std::slice::from_ref(row)));
        text.push('\n');
    }
    text
}

/// The width and colours of a terminal, or plain 100 columns.
pub const fn plain() -> Style {
    Style { width: 100, colour: false, every_message: false }
}

/// A ladder that is drawn line by line while things happen: its columns stand from the beginning.
#[derive(Debug)]
pub struct Live {
    sheet: Sheet,
    start: Time,
    style: Style,
}

/// Sound on its way, as drawn on a live ladder.
#[derive(Clone, Debug)]
pub struct Sound {
    /// The column it leaves.
    pub from: String,
    /// The column it reaches.
    pub to: String,
    /// The text on the arrow.
    pub label: String,
}

impl Live {
    /// A ladder whose time begins at `start`; the columns share the width.
    pub fn new(columns: &[&str], start: Time, style: Style) -> Self {
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        let ends = [columns.first(), columns.last()].map(|name| name.map_or(0, |name| name.chars().count() / 2 + 1));
        let share = style.width.saturating_sub(TIME + ends[0] + ends[1]) / (columns.len().max(2) - 1);
        let at = (0..columns.len()).map(|index| ends[0] + index * share.max(NARROWEST)).collect();
        Self {
            sheet: Sheet { columns, at, room: style.width.saturating_sub(TIME), colour: style.colour },
            start,
            style,
        }
    }

    /// The names of the columns.
    pub fn heading(&self) -> String {
        self.sheet.heading()
    }

    /// The line of an entry, unless it is of no interest.
    pub fn line(&self, entry: &Entry) -> Option<String> {
        Some(self.sheet.line(entry.at - self.start, &[row(entry, self.style)?]))
    }

    /// One line with several sounds on it.
    pub fn sounds(&self, at: Time, sounds: &[Sound]) -> String {
        let row = |Sound { from, to, label }: Sound| Row { from, to, label, line: Line::Dotted, colour: SOUND };
        let rows: Vec<Row> = sounds.iter().cloned().map(row).collect();
        self.sheet.line(at - self.start, &rows)
    }
}

/// What one line shows.
struct Row {
    from: String,
    to: String,
    label: String,
    line: Line,
    colour: &'static str,
}

/// How an arrow is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Solid,
    Lost,
    Dotted,
    Remark,
}

fn row(entry: &Entry, style: Style) -> Option<Row> {
    let scene = &entry.scene;
    let label = scene.label();
    let arrow = |from: &str, to: &str, line, colour| {
        Some(Row { from: from.into(), to: to.into(), label: label.clone(), line, colour })
    };
    match scene {
        Scene::Message { fate, .. }
            if !style.every_message && (label.starts_with("100 ") || *fate == Fate::Repeats) =>
        {
            None
        }
        Scene::Message { from, to, fate: Fate::Lost, .. } => arrow(from, to, Line::Lost, "31"),
        Scene::Message { from, to, .. } => arrow(from, to, Line::Solid, message_colour(&label)),
        Scene::Closed { from, to } => arrow(from, to, Line::Lost, "31"),
        Scene::Request { event, .. } => arrow(ENGINE, APP, Line::Solid, if event.is_some() { "34" } else { "36" }),
        Scene::Response { good, .. } => arrow(APP, ENGINE, Line::Solid, if *good { "36" } else { "31" }),
        Scene::Hears { what: Heard::Silence, .. } => None,
        Scene::Hears { phone, .. } => arrow(ENGINE, phone, Line::Dotted, SOUND),
        Scene::Key { phone, .. } => arrow(phone, ENGINE, Line::Dotted, SOUND),
        Scene::KeyHeard { phone, .. } => arrow(ENGINE, phone, Line::Dotted, SOUND),
        Scene::Deed { phone, .. } => arrow(ENGINE, phone, Line::Dotted, SOUND),
        Scene::Note(note) if note.code == 0 => None,
        Scene::LineClosed { .. } if !style.every_message => None,
        Scene::Note(_) => arrow(ENGINE, ENGINE, Line::Remark, "33"),
        Scene::Over { .. } | Scene::LineClosed { .. } => arrow(ENGINE, ENGINE, Line::Remark, "2"),
    }
}

fn message_colour(label: &str) -> &'static str {
    match label.as_bytes().first() {
        Some(b'1') => "2",
        Some(b'2') => "32",
        Some(b'3'..=b'6') => "31",
        _ => "1",
    }
}

/// The columns that anything happens in, in their order.
fn used(columns: &[String], rows: &[(&Entry, Row)]) -> Vec<String> {
    let is_used = |name: &String| rows.iter().any(|(_, row)| row.from == *name || row.to == *name);
    columns.iter().filter(|name| is_used(name)).cloned().collect()
}

/// The columns' places on the sheet.
#[derive(Debug)]
struct Sheet {
    columns: Vec<String>,
    at: Vec<usize>,
    room: usize,
    colour: bool,
}

impl Sheet {
    fn new(columns: &[String], rows: &[(&Entry, Row)], style: Style) -> Self {
        let count = columns.len().max(2) - 1;
        let widest = columns.last().map_or(0, |name| name.chars().count()) / 2 + 1;
        let first = columns.first().map_or(0, |name| name.chars().count()) / 2;
        let room = style.width.saturating_sub(TIME + first + widest);
        let mut gaps = vec![16; columns.len().saturating_sub(1)];
        for (_, row) in rows {
            let (Some(a), Some(b)) = (place(columns, &row.from), place(columns, &row.to)) else { continue };
            if a.abs_diff(b) == 1
                && let Some(gap) = gaps.get_mut(a.min(b))
            {
                *gap = (*gap).max(row.label.chars().count() + 6);
            }
        }
        // Too wide: everyone gets an equal share, and labels are cut.
        if gaps.iter().sum::<usize>() > room {
            gaps.fill((room / count).max(NARROWEST));
        }
        let at = std::iter::once(0).chain(gaps.iter().copied()).scan(first, |x, gap| {
            *x += gap;
            Some(*x)
        });
        Self {
            at: at.take(columns.len()).collect(),
            columns: columns.to_vec(),
            room: style.width.saturating_sub(TIME),
            colour: style.colour,
        }
    }

    fn heading(&self) -> String {
        let mut line = vec![' '; self.width()];
        for (name, at) in self.columns.iter().zip(&self.at) {
            let start = at.saturating_sub(name.chars().count() / 2);
            write(&mut line, start, name);
        }
        let names: String = line.into_iter().collect();
        format!("{:TIME$}{}\n{:TIME$}{}\n", "", self.paint("1", names.trim_end()), "", self.lifelines())
    }

    fn lifelines(&self) -> String {
        self.rails().into_iter().collect::<String>().trim_end().to_owned()
    }

    fn rails(&self) -> Vec<char> {
        let mut line = vec![' '; self.width()];
        for at in &self.at {
            write(&mut line, *at, "│");
        }
        line
    }

    /// The time, and everything that happens then on one line.
    fn line(&self, since: Duration, rows: &[Row]) -> String {
        let mut line = self.rails();
        let mut painted: Vec<(usize, usize, &str)> = Vec::new();
        for row in rows {
            let (left, right) = self.put(&mut line, row);
            painted.push((left, right, row.colour));
        }
        painted.sort_unstable();
        let time = self.paint("2", &format!("{:>9.3}  ", since.as_secs_f64()));
        format!("{time}{}", self.coloured(&line, &painted))
    }

    /// Puts an arrow or words on the line; from where to where.
    fn put(&self, line: &mut Vec<char>, row: &Row) -> (usize, usize) {
        let at = |name: &str| place(&self.columns, name).and_then(|index| self.at.get(index)).copied();
        let (Some(a), Some(b)) = (at(&row.from), at(&row.to)) else {
            return self.remark(line, 0, &format!("{} → nobody: {}", row.from, row.label));
        };
        if row.line == Line::Remark {
            return self.remark(line, a, &row.label);
        }
        let (left, right) = (a.min(b) + 1, a.max(b));
        let dash = if row.line == Line::Dotted { '┄' } else { '─' };
        for cell in line.iter_mut().take(right).skip(left) {
            *cell = if *cell == '│' { '┼' } else { dash };
        }
        let label = cut(&row.label, (right - left).saturating_sub(4));
        let start = left + (right - left).saturating_sub(label.chars().count() + 2) / 2;
        write(line, start, &format!(" {label} "));
        let tip = match (row.line, a < b) {
            (Line::Lost, true) => (right - 1, "✗"),
            (Line::Lost, false) => (left, "✗"),
            (_, true) => (right - 1, "▶"),
            (_, false) => (left, "◀"),
        };
        write(line, tip.0, tip.1);
        (left, right)
    }

    /// Words beside a column instead of an arrow.
    fn remark(&self, line: &mut Vec<char>, at: usize, text: &str) -> (usize, usize) {
        let text = cut(text, self.room.saturating_sub(at + 3).max(40));
        let end = at + 2 + text.chars().count();
        line.resize(line.len().max(end), ' ');
        write(line, at + 2, &text);
        (at + 2, end)
    }

    fn coloured(&self, line: &[char], painted: &[(usize, usize, &str)]) -> String {
        let part = |range: std::ops::Range<usize>| line.get(range).unwrap_or_default().iter().collect::<String>();
        let (mut text, mut done) = (String::new(), 0);
        for (from, to, colour) in painted {
            text.push_str(&part(done..*from));
            text.push_str(&self.paint(colour, &part(*from..*to)));
            done = *to;
        }
        text.push_str(part(done..line.len()).trim_end());
        text
    }

    fn paint(&self, colour: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn width(&self) -> usize {
        let last = self.columns.last().map_or(0, |name| name.chars().count());
        self.at.last().map_or(0, |at| at + last / 2 + 1)
    }
}

fn place(columns: &[String], name: &str) -> Option<usize> {
    columns.iter().position(|column| column == name)
}

fn write(line: &mut [char], at: usize, text: &str) {
    for (cell, c) in line.iter_mut().skip(at).zip(text.chars()) {
        *cell = c;
    }
}

fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
}
