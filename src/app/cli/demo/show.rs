//! What the demo prints: what stands where, the document, the ladder while it happens, the callbacks, the findings.

use std::io::{Result, Write};

use super::application::EVENTS;
use super::judge::{Evidence, Finding};
use super::sound::Ear;
use super::watch::{ALICE, COLUMNS, KATE};
use crate::base::Time;
use crate::sim::{ENGINE, Entry, Live, Sound, Style};

/// Heights of the bars of a loudness.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The loudness of the lowest bar, and how much more each next one is, in dB.
const FLOOR: f64 = -36.0;
const STEP: f64 = 3.5;
/// Packets of one bar: sixteen bars are nearly a second.
const GROUP: usize = 3;
/// Packets of one line of bars.
const LINE: usize = 48;

/// Writes to the terminal or wherever the output goes.
pub(super) struct Show<'a> {
    out: &'a mut dyn Write,
    style: Style,
    ladder: Live,
    /// Packets of the ears that are drawn.
    drawn: usize,
}

/// One line of the heading.
pub(super) struct Place {
    /// Who.
    pub(super) name: &'static str,
    /// Where, and what about it.
    pub(super) text: String,
}

impl<'a> Show<'a> {
    /// A show of this style.
    pub(super) fn new(out: &'a mut dyn Write, style: Style, now: Time) -> Self {
        Self { out, style, ladder: Live::new(&COLUMNS, now, style), drawn: 0 }
    }

    /// What stands where, and the document that will run. The ladder's time begins now.
    pub(super) fn begin(&mut self, now: Time, places: &[Place], document: &str) -> Result<()> {
        self.ladder = Live::new(&COLUMNS, now, self.style);
        let title = self.paint("1", "One call on real sockets, through a real document");
        writeln!(self.out, "{title}\n")?;
        for Place { name, text } in places {
            let name = self.paint("1", &format!("{name:<11}"));
            writeln!(self.out, "  {name}{text}")?;
        }
        writeln!(self.out)?;
        for line in document.lines().skip_while(|line| !line.starts_with("<Response")) {
            let line = self.paint("36", line);
            writeln!(self.out, "    {line}")?;
        }
        write!(self.out, "\n{}", self.ladder.heading())?;
        self.out.flush()
    }

    /// One line of the ladder, unless it is of no interest.
    pub(super) fn entry(&mut self, entry: &Entry) -> Result<()> {
        let Some(line) = self.ladder.line(entry) else { return Ok(()) };
        writeln!(self.out, "{line}")?;
        self.out.flush()
    }

    /// A line with the sound of the last second both ways, when there is a whole one.
    pub(super) fn sound(&mut self, now: Time, alice: &Ear, kate: &Ear) -> Result<()> {
        while alice.packets().min(kate.packets()) >= self.drawn + LINE {
            let bars = [(ALICE, alice), (KATE, kate)].map(|(to, ear)| {
                let loudness: Vec<f64> = ear.loudness(self.drawn).take(LINE).collect();
                Sound { from: ENGINE.into(), to: to.into(), label: format!("RTP {}", bars(&loudness)) }
            });
            self.drawn += LINE;
            writeln!(self.out, "{}", self.ladder.sounds(now, &bars))?;
        }
        self.out.flush()
    }

    /// The callbacks as they were posted.
    pub(super) fn callbacks(&mut self, evidence: &Evidence, start: Time) -> Result<()> {
        let title = self.paint("1", &format!("Posted to {EVENTS}"));
        writeln!(self.out, "\n{title}")?;
        for asked in evidence.events() {
            let value = |name| asked.value(name);
            writeln!(
                self.out,
                "  {:>8.3}  SequenceNumber={} StatusCallbackEvent={:<10} CallStatus={:<12} {}",
                (asked.at - start).as_secs_f64(),
                value("SequenceNumber"),
                value("StatusCallbackEvent"),
                value("CallStatus"),
                if asked.signed { "signature valid" } else { "SIGNATURE WRONG" },
            )?;
        }
        Ok(())
    }

    /// The findings, and the last word.
    pub(super) fn end(&mut self, evidence: &Evidence, findings: &[Finding]) -> Result<()> {
        writeln!(self.out)?;
        for Finding { good, text } in findings {
            let mark = if *good { self.paint("32", "✓") } else { self.paint("31", "✗") };
            writeln!(self.out, "  {mark} {text}")?;
        }
        let faults = findings.iter().filter(|finding| !finding.good).count();
        let call = evidence.call().map_or_else(|| "The call".to_owned(), |record| format!("Call {}", record.call));
        let last = match faults {
            0 => format!(
                "{call} completed: {} s of sound both ways, {} callbacks in order.\n\
                 Next: point a number at your own app, see README.md.",
                evidence.seconds,
                evidence.events().count(),
            ),
            1 => format!("{call} did not go as it should: one thing is wrong, marked ✗ above."),
            _ => format!("{call} did not go as it should: {faults} things are wrong, marked ✗ above."),
        };
        writeln!(self.out, "\n{}", self.paint(if faults == 0 { "1;32" } else { "1;31" }, &last))?;
        self.out.flush()
    }

    fn paint(&self, colour: &str, text: &str) -> String {
        if self.style.colour { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// A bar for the loudest of every three packets.
fn bars(loudness: &[f64]) -> String {
    loudness.chunks(GROUP).map(|group| bar(group.iter().copied().fold(f64::NEG_INFINITY, f64::max))).collect()
}

fn bar(dbm0: f64) -> char {
    let height = ((dbm0 - FLOOR) / STEP).clamp(0.0, (BARS.len() - 1) as f64);
    BARS[height as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_high_as_its_loudest_packet() {
        assert_eq!(bars(&[f64::NEG_INFINITY, -90.0, -36.0, -30.0, -22.0, -50.0, 3.0]), "▁▅█");
        assert_eq!(bars(&[]), "");
    }
}
