//! A companding law as two tables (ITU-T G.711): what `pcmu` and `pcma` fill and `law` looks up.

/// Every sample and every byte, because a look-up is cheaper than counting bits; asked for once for each frame, and
/// indexed by what cannot lie outside.
#[derive(Debug)]
pub(super) struct Tables {
    /// By the sample's bits.
    bytes: Box<[u8; 1 << 16]>,
    /// By the byte.
    samples: [i16; 1 << 8],
}

impl Tables {
    /// Those of a law that is given sample by sample.
    pub(super) fn new(encode: fn(i16) -> u8, decode: fn(u8) -> i16) -> Self {
        let mut bytes = Box::new([0; 1 << 16]);
        (0..=u16::MAX).zip(bytes.iter_mut()).for_each(|(bits, byte)| *byte = encode(bits.cast_signed()));
        Self { bytes, samples: std::array::from_fn(|byte| decode(byte as u8)) }
    }

    /// The byte of one sample.
    #[inline]
    pub(super) fn encode(&self, sample: i16) -> u8 {
        self.bytes[usize::from(sample.cast_unsigned())]
    }

    /// The sample of one byte.
    #[inline]
    pub(super) fn decode(&self, byte: u8) -> i16 {
        self.samples[usize::from(byte)]
    }
}
