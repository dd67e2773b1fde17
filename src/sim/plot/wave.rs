//! The outline of a sound: its highest and lowest sample in each column of the picture, silence left out.

/// The loudest that is drawn in full height.
const FULL: f64 = 14_000.0;
/// Softer is a line and no wave.
const QUIET: i16 = 60;

/// Closed outlines of what sounds, between two places of the axis and within a band.
pub(super) fn outlines(samples: &[i16], (from, to): (f64, f64), (top, height): (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let columns = ((to - from).ceil() as usize).max(1);
    let middle = top + height / 2.0;
    let y = |sample: i16| middle - (f64::from(sample) / FULL).clamp(-1.0, 1.0) * (height / 2.0 - 2.0);
    let mut all = Vec::new();
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    for column in 0..=columns {
        let piece = piece(samples, column, columns);
        let (high, low) = (piece.iter().max().copied().unwrap_or(0), piece.iter().min().copied().unwrap_or(0));
        let x = from + column as f64;
        if high > QUIET || low < -QUIET {
            // A column is never thinner than a hair.
            upper.push((x, y(high) - 0.3));
            lower.push((x, y(low) + 0.3));
        } else if !upper.is_empty() {
            all.push(close(&mut upper, &mut lower));
        }
    }
    if !upper.is_empty() {
        all.push(close(&mut upper, &mut lower));
    }
    all
}

fn piece(samples: &[i16], column: usize, columns: usize) -> &[i16] {
    let at = |column: usize| (samples.len() as u64 * column as u64 / columns as u64) as usize;
    samples.get(at(column)..at(column + 1).min(samples.len())).unwrap_or_default()
}

fn close(upper: &mut Vec<(f64, f64)>, lower: &mut Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if let [only] = upper[..] {
        upper.push((only.0 + 1.0, only.1));
        lower.push((only.0 + 1.0, lower[0].1));
    }
    let outline = upper.iter().copied().chain(lower.iter().rev().copied()).collect();
    upper.clear();
    lower.clear();
    outline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_has_an_outline_and_silence_has_none() {
        let sound = [vec![0; 1000], [8000, -8000].repeat(500), vec![0; 1000], vec![300; 1000]].concat();
        let found = outlines(&sound, (100.0, 200.0), (10.0, 40.0));
        assert_eq!(found.len(), 2);
        assert!(found.iter().flatten().all(|(x, y)| (100.0..=201.0).contains(x) && (10.0..=50.0).contains(y)));
        assert!(outlines(&[], (100.0, 200.0), (10.0, 40.0)).is_empty());
    }
}
