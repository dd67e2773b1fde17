//! The decoder of GSM 06.10 full rate (ETSI EN 300 961), 160 samples of 8 kHz from 260 bits. No kept crate has it, and
//! it is small: sixteen-bit arithmetic that saturates, as the recommendation writes it down.
//!
//! A frame is reflection coefficients of a filter (§5.3), and four times a residual: a few pulses on a grid (§5.3.1)
//! over a copy of what was before, one pitch period ago (§5.3.2).

/// Quantised gains of the long-term predictor (table 5.4).
const GAINS: [i16; 4] = [3277, 11_469, 21_299, 32_767];
/// Mantissas of the pulses (table 5.6).
const MANTISSAS: [i16; 8] = [18_431, 20_479, 22_527, 24_575, 26_623, 28_671, 30_719, 32_767];
/// Offset, least code and inverse slope of each logarithmic area ratio (table 5.1).
const RATIOS: [(i16, i16, i16); 8] = [
    (0, -32, 13_107),
    (0, -32, 13_107),
    (2048, -16, 13_107),
    (-2560, -16, 13_107),
    (94, -8, 19_223),
    (-1792, -8, 17_476),
    (-341, -4, 31_454),
    (-1144, -4, 29_708),
];
/// Bits of each of them.
const RATIO_BITS: [u32; 8] = [6, 6, 5, 5, 4, 4, 3, 3];
/// How far back the long-term predictor looks.
const PAST: usize = 120;
/// Samples of one of the four parts of a frame.
const PART: usize = 40;

/// How frames are put into bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// 33 bytes: 0xD, then 260 bits, the highest first (RFC 3551 §4.5.8.1).
    Bare,
    /// 65 bytes with two frames, the lowest bit first.
    Wav,
}

impl Packing {
    /// Bytes of one block.
    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::Bare => 33,
            Self::Wav => 65,
        }
    }
}

/// What is remembered from frame to frame.
#[derive(Clone, Debug)]
pub(super) struct Gsm {
    past: [i16; PAST],
    period: usize,
    ratios: [i16; 8],
    filter: [i16; 9],
    emphasis: i16,
}

impl Default for Gsm {
    fn default() -> Self {
        Self { past: [0; PAST], period: 40, ratios: [0; 8], filter: [0; 9], emphasis: 0 }
    }
}

impl Gsm {
    /// Appends the samples of one block.
    pub(super) fn decode(&mut self, packing: Packing, block: &[u8], out: &mut Vec<i16>) {
        let mut bits = Bits { bytes: block, at: 0, packing };
        match packing {
            Packing::Bare => {
                bits.take(4);
                self.frame(&mut bits, out);
            }
            Packing::Wav => {
                self.frame(&mut bits, out);
                self.frame(&mut bits, out);
            }
        }
    }

    fn frame(&mut self, bits: &mut Bits<'_>, out: &mut Vec<i16>) {
        let codes = RATIO_BITS.map(|width| bits.take(width));
        let mut residual = [0; 4 * PART];
        for part in residual.chunks_exact_mut(PART) {
            self.part(bits, part);
        }
        let before = std::mem::replace(&mut self.ratios, ratios(codes));
        for (at, sample) in residual.into_iter().enumerate() {
            // The filter moves from the last frame's to this one's in four steps (§5.3.3).
            let mixed: [i16; 8] = std::array::from_fn(|k| blend(at, before[k], self.ratios[k]));
            let filtered = self.synthesis(&mixed.map(reflection), sample);
            self.emphasis = filtered.saturating_add(product(self.emphasis, 28_180));
            out.push(self.emphasis.saturating_add(self.emphasis) & !7);
        }
    }

    /// Forty samples of the residual: pulses, and what was a period ago.
    fn part(&mut self, bits: &mut Bits<'_>, out: &mut [i16]) {
        let (period, gain) = (bits.take(7) as usize, GAINS[bits.take(2) as usize & 3]);
        let pulses = pulses(bits);
        if (40..=PAST).contains(&period) {
            self.period = period;
        }
        for (at, sample) in out.iter_mut().enumerate() {
            // A period is never shorter than a part, so the past holds all of it.
            *sample = pulses[at].saturating_add(product(gain, self.past[PAST - self.period + at]));
        }
        self.past.copy_within(PART.., 0);
        self.past[PAST - PART..].copy_from_slice(out);
    }

    /// The lattice filter of the vocal tract (§5.3.4).
    fn synthesis(&mut self, reflections: &[i16; 8], sample: i16) -> i16 {
        let mut signal = sample;
        for k in (0..8).rev() {
            signal = signal.saturating_sub(product(reflections[k], self.filter[k]));
            self.filter[k + 1] = self.filter[k].saturating_add(product(reflections[k], signal));
        }
        self.filter[0] = signal;
        signal
    }
}

/// Thirteen pulses on one of four grids (§5.3.1).
fn pulses(bits: &mut Bits<'_>) -> [i16; PART] {
    let (grid, block) = (bits.take(2) as usize, bits.take(6) as i16);
    let mut exponent = if block > 15 { (block >> 3) - 1 } else { 0 };
    let mut mantissa = block - (exponent << 3);
    if mantissa == 0 {
        (exponent, mantissa) = (-4, 7);
    } else {
        while mantissa <= 7 {
            mantissa = mantissa << 1 | 1;
            exponent -= 1;
        }
        mantissa -= 8;
    }
    let scale = MANTISSAS[mantissa as usize & 7];
    let shift = (6 - exponent).clamp(0, 15);
    let rounding = if shift > 0 { 1 << (shift - 1) } else { 0 };
    let mut part = [0; PART];
    for at in 0..13 {
        let code = ((bits.take(3) as i16) * 2 - 7) << 12;
        part[grid + 3 * at] = product(scale, code).saturating_add(rounding) >> shift;
    }
    part
}

/// The logarithmic area ratios of their codes (§5.3.3, table 5.1).
fn ratios(codes: [u16; 8]) -> [i16; 8] {
    std::array::from_fn(|k| {
        let (offset, least, slope) = RATIOS[k];
        let shifted = (codes[k] as i16).saturating_add(least) << 10;
        let ratio = product(slope, shifted.saturating_sub(offset << 1));
        ratio.saturating_add(ratio)
    })
}

fn blend(at: usize, before: i16, now: i16) -> i16 {
    match at {
        0..13 => (before >> 2).saturating_add(now >> 2).saturating_add(before >> 1),
        13..27 => (before >> 1).saturating_add(now >> 1),
        27..40 => (before >> 2).saturating_add(now >> 2).saturating_add(now >> 1),
        _ => now,
    }
}

/// The reflection coefficient of a logarithmic area ratio (§5.3.3).
fn reflection(ratio: i16) -> i16 {
    let size = ratio.saturating_abs();
    let bent = match size {
        ..11_059 => size << 1,
        11_059..20_070 => size + 11_059,
        _ => (size >> 2).saturating_add(26_112),
    };
    if ratio < 0 { -bent } else { bent }
}

/// The product of two numbers below one, rounded.
fn product(a: i16, b: i16) -> i16 {
    ((i32::from(a) * i32::from(b) + 16_384) >> 15).min(i32::from(i16::MAX)) as i16
}

/// Takes numbers out of a block.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    packing: Packing,
}

impl Bits<'_> {
    /// The next `width` bits; zeros behind the end.
    fn take(&mut self, width: u32) -> u16 {
        let mut value = 0;
        for place in 0..width {
            let byte = self.bytes.get(self.at / 8).copied().unwrap_or(0);
            let bit =
                u16::from(byte >> (if self.packing == Packing::Bare { 7 - self.at % 8 } else { self.at % 8 }) & 1);
            value |= bit << if self.packing == Packing::Bare { width - 1 - place } else { place };
            self.at += 1;
        }
        value
    }
}
