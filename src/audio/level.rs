//! How loud a sound is, and whether a sound is in another one: what proves that the heard equals the said.

/// The root mean square; zero of nothing.
pub fn rms(samples: &[i16]) -> f64 {
    (energy(samples) / samples.len().max(1) as f64).sqrt()
}

/// Loudness in dBm0, where a sine that fills the 16 bits is +3.17 (ITU-T G.711, µ-law); silence is minus infinity.
pub fn dbm0(samples: &[i16]) -> f64 {
    const FULL_SINE: f64 = 32768.0 * std::f64::consts::FRAC_1_SQRT_2;
    20.0 * (rms(samples) / FULL_SINE).log10() + 3.17
}

/// Where a sound was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// How many samples later the sound begins in what was heard.
    pub lag: usize,
    /// The normalised correlation: 1 is the same but for loudness, 0 has nothing in common, -1 is upside down.
    pub likeness: f64,
}

/// Where `said` begins in `heard`, trying lags of 0 to `furthest` samples; compared is as much as both have. `None`
/// when either is silent or shorter than one frame at every lag.
pub fn find(said: &[i16], heard: &[i16], furthest: usize) -> Option<Match> {
    let candidates = (0..=furthest).filter_map(|lag| {
        let tail = heard.get(lag..)?;
        likeness(said, tail).map(|likeness| Match { lag, likeness })
    });
    candidates.max_by(|a, b| a.likeness.total_cmp(&b.likeness))
}

/// The normalised correlation of two sounds from their first samples on.
pub fn likeness(a: &[i16], b: &[i16]) -> Option<f64> {
    let length = a.len().min(b.len());
    if length < super::FRAME {
        return None;
    }
    let (a, b) = (&a[..length], &b[..length]);
    let product: i64 = a.iter().zip(b).map(|(x, y)| i64::from(*x) * i64::from(*y)).sum();
    let scale = (energy(a) * energy(b)).sqrt();
    (scale > 0.0).then(|| product as f64 / scale)
}

fn energy(samples: &[i16]) -> f64 {
    samples.iter().map(|sample| i64::from(*sample).pow(2)).sum::<i64>() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_square_wave_is_three_decibels_over_a_full_sine() {
        let square: Vec<i16> = (0..800).map(|n| if n % 8 < 4 { i16::MAX } else { -i16::MAX }).collect();
        assert!((dbm0(&square) - 6.18).abs() < 0.01, "{}", dbm0(&square));
        assert_eq!(dbm0(&[0; 160]), f64::NEG_INFINITY);
        assert_eq!(rms(&[]), 0.0);
        assert_eq!(rms(&[i16::MIN; 10]), 32768.0);
    }

    #[test]
    fn likeness_ignores_loudness_but_not_sign() {
        let sound: Vec<i16> = (0..400).map(|n| ((n * n) % 997) as i16 - 498).collect();
        let quiet: Vec<i16> = sound.iter().map(|sample| sample / 2).collect();
        let upside: Vec<i16> = sound.iter().map(|sample| -sample).collect();
        assert!(likeness(&sound, &quiet).unwrap() > 0.999);
        assert!(likeness(&sound, &upside).unwrap() < -0.999);
        assert_eq!(likeness(&sound, &[0; 400]), None);
        assert_eq!(likeness(&sound, &sound[..159]), None);
        assert_eq!(find(&sound, &sound[300..], 1000), None);
    }
}
