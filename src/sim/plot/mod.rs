//! A picture of a story: along one axis of time what every phone heard and said as waves, with messages, keys, and what
//! the engine and the application did. An SVG of its own, 1200 wide, as high as it needs to be.

mod axis;
mod labels;
mod svg;
mod wave;

use std::time::Duration;

use self::axis::Axis;
use self::labels::Labels;
use self::svg::Sheet;
use super::story::Heard;
use super::town::{Performance, Track};
use super::transcript::{APP, ENGINE, Entry, Fate, Scene};
use crate::audio::Rate;
use crate::base::Time;

/// The picture's width.
const WIDTH: f64 = 1200.0;
/// Where names stand, and where time begins.
const NAME: f64 = 20.0;
const LEFT: f64 = 104.0;
/// What is left free at the right.
const RIGHT: f64 = 24.0;
/// How high a wave is, and how far apart bands are.
const WAVE: f64 = 52.0;
const GAP: f64 = 12.0;

const HEARD: &str = "#0d9488";
const SAID: &str = "#ea580c";
const RECORDED: &str = "#9333ea";
const KEY: &str = "#7c3aed";
const WEB: &str = "#2563eb";
const GOOD: &str = "#15803d";
const BAD: &str = "#b91c1c";
const PLAIN: &str = "#334155";

/// Draws the picture of a performance whose sound was kept.
pub fn plot(title: &str, performance: &Performance) -> String {
    let axis = Axis::new(performance, LEFT, WIDTH - RIGHT);
    let mut sheet = Sheet::new(WIDTH);
    sheet.text((NAME, 34.0), ("#0f172a", 18, "600"), title);
    let mut y = legend(&mut sheet, performance);
    let top = y;
    for column in &performance.transcript.columns {
        y = band(&mut sheet, &axis, performance, column, y);
    }
    y = recordings(&mut sheet, &axis, performance, y);
    axis.draw(&mut sheet, top, y);
    sheet.finish(y + 34.0)
}

fn legend(sheet: &mut Sheet, performance: &Performance) -> f64 {
    let mut words = vec![(HEARD, "heard"), (SAID, "said")];
    if !performance.recordings.is_empty() {
        words.push((RECORDED, "recorded"));
    }
    let mut x = NAME;
    for (colour, word) in words {
        sheet.block((x, 48.0), (10.0, 10.0), colour, 1.0);
        sheet.text((x + 15.0, 57.0), ("#475569", 12, "400"), word);
        x += 90.0;
    }
    74.0
}

/// Everything of one column; returns where the next one begins.
fn band(sheet: &mut Sheet, axis: &Axis, performance: &Performance, column: &str, top: f64) -> f64 {
    let mut labels = Labels::default();
    for entry in &performance.transcript.entries {
        if let Some((colour, text)) = label(entry, column) {
            labels.add(axis.x(entry.at), colour, text);
        }
    }
    let tracks: Vec<&Track> = performance.tracks.iter().filter(|track| track.phone == column).collect();
    if labels.is_empty() && tracks.is_empty() {
        return top;
    }
    let rows = labels.height();
    let waves = if tracks.is_empty() { 0.0 } else { 2.0 * WAVE + 4.0 };
    let height = rows + waves + GAP;
    sheet.under((8.0, top), (WIDTH - 16.0, height - 4.0), "#f8fafc");
    sheet.text((NAME, top + 20.0), ("#0f172a", 14, "600"), column);
    labels.draw(sheet, top + 4.0, top + rows + waves);
    if !tracks.is_empty() {
        let (first, second) = (top + rows + 2.0, top + rows + WAVE + 4.0);
        sheet.text((NAME, first + WAVE / 2.0 + 4.0), (HEARD, 12, "400"), "hears");
        sheet.text((NAME, second + WAVE / 2.0 + 4.0), (SAID, 12, "400"), "says");
        for track in tracks {
            draw_wave(sheet, axis, track.began, &track.heard, first, HEARD);
            draw_wave(sheet, axis, track.began, &track.said, second, SAID);
        }
    }
    top + height
}

fn recordings(sheet: &mut Sheet, axis: &Axis, performance: &Performance, mut top: f64) -> f64 {
    for record in &performance.recordings {
        let channels = usize::from(record.channels);
        let height = channels as f64 * WAVE + GAP + 18.0;
        sheet.under((8.0, top), (WIDTH - 16.0, height - 4.0), "#faf5ff");
        let whose = record.of.as_ref().map_or(String::new(), |of| format!(" of {of}"));
        let text = format!("recording{whose}, {:.2} s", record.length().as_secs_f64());
        sheet.text((NAME, top + 16.0), ("#0f172a", 12, "600"), &text);
        for channel in 1..=channels {
            let Some(samples) = record.channel(channel) else { continue };
            let y = top + 18.0 + (channel - 1) as f64 * WAVE;
            draw_wave(sheet, axis, record.began, &(record.rate, samples), y, RECORDED);
        }
        top += height;
    }
    top
}

fn draw_wave(sheet: &mut Sheet, axis: &Axis, began: Time, sound: &(Rate, Vec<i16>), top: f64, colour: &str) {
    let (rate, samples) = sound;
    let length = Duration::from_micros(samples.len() as u64 * 1_000_000 / u64::from(rate.hz()));
    let (from, to) = (axis.x(began), axis.x(began + length));
    sheet.line((from, top + WAVE / 2.0), (to, top + WAVE / 2.0), colour, 0.35);
    for outline in wave::outlines(samples, (from, to), (top, WAVE)) {
        sheet.shape(&outline, colour);
    }
}

/// What of an entry stands in the band of a column.
fn label(entry: &Entry, column: &str) -> Option<(&'static str, String)> {
    let text = entry.scene.label();
    let is_mine = |name: &str| name == column;
    match &entry.scene {
        Scene::Message { fate: Fate::Repeats, .. } => None,
        Scene::Message { .. } if text.starts_with("100 ") || text == "ACK" => None,
        Scene::Message { from, fate, .. } if is_mine(from) && from != ENGINE => {
            let lost = if *fate == Fate::Lost { " ✗" } else { "" };
            Some((message(&text), format!("{text} →{lost}")))
        }
        Scene::Message { to, fate, .. } if is_mine(to) && to != ENGINE => {
            let lost = if *fate == Fate::Lost { "✗ " } else { "" };
            Some((message(&text), format!("← {lost}{text}")))
        }
        Scene::Key { phone, key } if is_mine(phone) => Some((KEY, format!("presses {key}"))),
        Scene::KeyHeard { phone, key } if is_mine(phone) => Some((KEY, format!("key {key}"))),
        Scene::Hears { what: Heard::Silence, .. } => None,
        Scene::Hears { phone, .. } if is_mine(phone) => Some((HEARD, text)),
        Scene::Deed { phone, text } if column == ENGINE => Some((PLAIN, format!("{text} ({phone})"))),
        Scene::Request { .. } if column == APP => Some((WEB, text)),
        Scene::Response { good, .. } if column == APP => Some((if *good { GOOD } else { BAD }, text)),
        _ => None,
    }
}

fn message(text: &str) -> &'static str {
    match text.as_bytes().first() {
        Some(b'2') => GOOD,
        Some(b'3'..=b'6') => BAD,
        _ => PLAIN,
    }
}
