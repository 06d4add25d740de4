//! From one law of G.711 to the other, or to samples, byte for byte.

use std::sync::LazyLock;

use prompts::Law;

static MU_TO_A: LazyLock<[u8; 256]> = LazyLock::new(|| table(Law::Mu, Law::A));
static A_TO_MU: LazyLock<[u8; 256]> = LazyLock::new(|| table(Law::A, Law::Mu));

/// Writes `payload` in the other law.
pub fn transcode(from: Law, payload: &[u8], out: &mut [u8]) {
    let table = match from {
        Law::Mu => &*MU_TO_A,
        Law::A => &*A_TO_MU,
    };
    for (byte, out) in payload.iter().zip(out) {
        *out = table[usize::from(*byte)];
    }
}

/// The sample of each byte.
pub fn samples(law: Law) -> &'static [i16; 256] {
    static MU: LazyLock<[i16; 256]> = LazyLock::new(|| decoded(Law::Mu));
    static A: LazyLock<[i16; 256]> = LazyLock::new(|| decoded(Law::A));
    match law {
        Law::Mu => &MU,
        Law::A => &A,
    }
}

fn decoded(law: Law) -> [i16; 256] {
    std::array::from_fn(|byte| law.decode(&[byte as u8])[0])
}

fn table(from: Law, to: Law) -> [u8; 256] {
    std::array::from_fn(|byte| to.encode(&from.decode(&[byte as u8]))[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_sounds_the_same_in_the_other_law() {
        for from in [Law::Mu, Law::A] {
            let to = if from == Law::Mu { Law::A } else { Law::Mu };
            let codes: Vec<u8> = (0..=255).collect();
            let mut out = [0; 256];
            transcode(from, &codes, &mut out);

            for (before, after) in from.decode(&codes).into_iter().zip(to.decode(&out)) {
                let (before, after) = (f32::from(before), f32::from(after));
                assert!((before - after).abs() <= before.abs() * 0.05 + 16.0, "{before} became {after}");
            }
        }
    }
}
