//! `Range: bytes=…` (RFC 9110 §14.2): one range; several are answered with the whole, as is what cannot be read.

/// A part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: u64,
    /// At least 1 where it is a part.
    pub(super) length: u64,
}

/// What of a file is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    Part(Range),
    /// Something behind its end.
    Nothing,
}

impl Wanted {
    /// Reads the header against a file of `length` bytes.
    pub(super) fn read(header: Option<&str>, length: u64) -> Self {
        let Some((first, last)) = header.and_then(|text| text.strip_prefix("bytes=")?.trim().split_once('-')) else {
            return Self::All;
        };
        match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(from), _) if from >= length && !last.contains(',') => Self::Nothing,
            (Ok(from), Ok(to)) if to >= from => Self::part(from, to.min(length.saturating_sub(1)) + 1),
            (Ok(from), Err(_)) if last.is_empty() => Self::part(from, length),
            (Err(_), Ok(0)) if first.is_empty() => Self::Nothing,
            (Err(_), Ok(_)) if first.is_empty() && length == 0 => Self::Nothing,
            (Err(_), Ok(end)) if first.is_empty() => Self::part(length.saturating_sub(end), length),
            _ => Self::All,
        }
    }

    const fn part(from: u64, to: u64) -> Self {
        Self::Part(Range { from, length: to - from })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_against_the_length() {
        let part = |from, length| Wanted::Part(Range { from, length });
        for (header, wanted) in [
            ("bytes=0-9", part(0, 10)),
            ("bytes=90-", part(90, 10)),
            ("bytes=-5", part(95, 5)),
            ("bytes=-500", part(0, 100)),
            ("bytes=50-500", part(50, 50)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=9-5", Wanted::All),
            ("bytes=0-1,5-6", Wanted::All),
            ("bytes=x-", Wanted::All),
            ("lines=0-9", Wanted::All),
            ("bytes=18446744073709551615-18446744073709551615", Wanted::Nothing),
        ] {
            assert_eq!(Wanted::read(Some(header), 100), wanted, "{header}");
        }
        assert_eq!(Wanted::read(Some("bytes=-5"), 0), Wanted::Nothing);
        assert_eq!(Wanted::read(None, 100), Wanted::All);
    }
}
