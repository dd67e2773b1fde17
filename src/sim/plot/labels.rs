//! Words beside moments: in as many rows as are needed for none to touch another.

use super::WIDTH;
use super::svg::Sheet;

/// How high a row is.
const ROW: f64 = 15.0;
/// How wide a character is, nearly.
const CHARACTER: f64 = 6.5;
/// What is left free between two.
const AIR: f64 = 9.0;
/// Longer ones are cut.
const LONGEST: usize = 44;

/// The words of one band.
#[derive(Default)]
pub(super) struct Labels {
    all: Vec<Label>,
    /// How far each row is taken.
    taken: Vec<f64>,
}

struct Label {
    /// Its moment.
    x: f64,
    /// Where its text begins.
    from: f64,
    row: usize,
    colour: &'static str,
    text: String,
}

impl Labels {
    /// Words at a moment, given in the order of time.
    pub(super) fn add(&mut self, x: f64, colour: &'static str, text: String) {
        let text: String = match text.chars().count() > LONGEST {
            true => text.chars().take(LONGEST - 1).chain(['…']).collect(),
            false => text,
        };
        let width = text.chars().count() as f64 * CHARACTER;
        // At the right edge the text stands before its moment.
        let from = if x + 4.0 + width > WIDTH - 16.0 { x - 5.0 - width } else { x + 4.0 };
        let row = self.taken.iter().position(|taken| *taken + AIR <= from).unwrap_or(self.taken.len());
        if row == self.taken.len() {
            self.taken.push(0.0);
        }
        self.taken[row] = from + width;
        self.all.push(Label { x, from, row, colour, text });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How high all rows are.
    pub(super) fn height(&self) -> f64 {
        (self.taken.len() as f64 * ROW).max(24.0) + 6.0
    }

    /// Draws them from `top` on, each with a line from its row down to `bottom`.
    pub(super) fn draw(&self, sheet: &mut Sheet, top: f64, bottom: f64) {
        for label in &self.all {
            let y = top + label.row as f64 * ROW;
            sheet.line((label.x, y + 2.0), (label.x, bottom), label.colour, 0.25);
        }
        for label in &self.all {
            let y = top + label.row as f64 * ROW;
            let width = label.text.chars().count() as f64 * CHARACTER;
            // What runs behind the words does not make them hard to read.
            sheet.block((label.from - 2.0, y), (width + 3.0, ROW - 1.0), "#ffffff", 0.85);
            sheet.line((label.x, y + 1.0), (label.x, y + ROW - 2.0), label.colour, 1.0);
            sheet.text((label.from, y + 11.0), (label.colour, 11, "400"), &label.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_words_touch() {
        let mut labels = Labels::default();
        for n in 0..60 {
            labels.add(104.0 + f64::from(n * n % 47) * 0.1 + f64::from(n) * 18.0, "#000", format!("words {n}"));
        }
        for (index, one) in labels.all.iter().enumerate() {
            for other in labels.all.iter().skip(index + 1).filter(|other| other.row == one.row) {
                let width = one.text.len() as f64 * CHARACTER;
                assert!(one.from + width < other.from || other.from + width < one.from, "{} {}", one.text, other.text);
            }
            assert!(one.from + one.text.len() as f64 * CHARACTER <= WIDTH);
        }
    }
}
