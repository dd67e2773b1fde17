//! What passed through a line, and how it sounded either way (threats-and-faults M12): counters and reports in, an
//! opinion out.

use std::time::Duration;

use super::super::command::Stats;
use super::super::ear;
use super::super::quality::{Path, Score};
use super::Line;

/// Fewer packets than this, a second of sound, say nothing.
const ENOUGH: u64 = 50;

impl Line {
    /// Everything so far.
    pub(in crate::media) fn stats(&self) -> Stats {
        let heard = self.ear.as_ref().map(|ear| ear.heard()).unwrap_or_default();
        let late = self.stats.late + heard.late;
        Stats {
            sent: self.stream.packets(),
            lost: self.reception.lost(),
            late,
            concealed: self.stats.concealed + heard.concealed,
            jitter: self.reception.jitter(),
            round_trip: self.reports.hearsay().round_trip(),
            from_peer: self.what_comes(late),
            to_peer: self.what_leaves(),
            ..self.stats
        }
    }

    /// What the peer says, as it is heard behind our ear, or behind one like it where packets only pass.
    fn what_comes(&self, late: u64) -> Option<Score> {
        let (gaps, jitter) = (self.reception.gaps(), self.reception.jitter());
        let codec = self.spoken.filter(|_| gaps.numbers() >= ENOUGH)?;
        let waits = self.ear.as_ref().map_or_else(|| ear::usual(jitter), |ear| ear.waits());
        let lost = (gaps.missing() + late) as f64 / gaps.numbers() as f64;
        Some(Path { codec, lost, burst: gaps.burst(), delay: waits + self.one_way() }.score())
    }

    /// What the peer hears of us. Reports do not tell whether losses lie together.
    fn what_leaves(&self) -> Option<Score> {
        let hearsay = self.reports.hearsay();
        let lost = hearsay.lost().filter(|_| self.stream.packets() >= ENOUGH)?;
        let codec = self.terms.as_ref()?.formats.sending()?.codec;
        Some(Path { codec, lost, burst: 1.0, delay: ear::usual(hearsay.jitter()) + self.one_way() }.score())
    }

    fn one_way(&self) -> Duration {
        self.reports.hearsay().round_trip().unwrap_or_default() / 2
    }
}
