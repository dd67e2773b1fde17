//! The axis of time: from the first thing that happens to the last that is seen or heard.

use std::time::Duration;

use super::svg::Sheet;
use crate::base::Time;
use crate::sim::town::Performance;
use crate::sim::transcript::Scene;

/// Steps between two ticks, in milliseconds.
const STEPS: [u64; 16] = [
    50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
    3_600_000,
];
/// At most so many ticks.
const TICKS: u64 = 14;
/// A picture shows at least so much.
const SHORTEST: Duration = Duration::from_millis(500);

/// Where a moment stands.
pub(super) struct Axis {
    start: Time,
    span: Duration,
    left: f64,
    right: f64,
}

impl Axis {
    pub(super) fn new(performance: &Performance, left: f64, right: f64) -> Self {
        let start = performance.transcript.start;
        // Callbacks may be repeated for hours; nobody wants to look at that.
        let entries = performance.transcript.entries.iter();
        let seen = entries.filter(|entry| !matches!(entry.scene, Scene::Request { .. } | Scene::Response { .. }));
        let heard = performance.tracks.iter().flat_map(|track| {
            [&track.heard, &track.said].map(|(rate, samples)| {
                track.began + Duration::from_secs_f64(samples.len() as f64 / f64::from(rate.hz()))
            })
        });
        let end = seen.map(|entry| entry.at).chain(heard).max().unwrap_or(start);
        let span = (end - start).max(SHORTEST).mul_f64(1.03);
        Self { start, span, left, right }
    }

    /// Where this moment is, not beyond the ends.
    pub(super) fn x(&self, at: Time) -> f64 {
        let share = at.since(self.start).as_secs_f64() / self.span.as_secs_f64();
        self.left + (self.right - self.left) * share.min(1.0)
    }

    /// Ticks with their times, and lines through all bands.
    pub(super) fn draw(&self, sheet: &mut Sheet, top: f64, bottom: f64) {
        let span = self.span.as_millis() as u64;
        let step = STEPS.into_iter().find(|step| span / step <= TICKS).unwrap_or(3_600_000);
        for at in (0..=span).step_by(step as usize) {
            let x = self.x(self.start + Duration::from_millis(at));
            sheet.grid(x, top, bottom);
            sheet.centred((x, bottom + 14.0), ("#64748b", 11), &text(at, step));
            sheet.centred((x, top - 6.0), ("#94a3b8", 10), &text(at, step));
        }
    }
}

fn text(at: u64, step: u64) -> String {
    match (at, step) {
        (at, 60_000..) => format!("{} min", at / 60_000),
        (at, 1000..) => format!("{} s", at / 1000),
        (at, 100..) => format!("{:.1} s", at as f64 / 1000.0),
        (at, _) => format!("{at} ms"),
    }
}
