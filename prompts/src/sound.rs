//! A sound on its way to a prompt, at one rate or at both.

use crate::resample;

/// Which rates prompts are made at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Band {
    /// 8 kHz. A wideband leg hears that, too.
    #[default]
    Narrow,
    /// 8 kHz, and 16 kHz beside it where the source has more than a telephone line.
    Wide,
}

/// Mono samples.
#[derive(Debug, Default)]
pub(crate) struct Sound {
    /// At 8 kHz.
    pub narrow: Vec<f32>,
    /// At 16 kHz, two for each of the others; `None`: there is nothing in it that the others do not have.
    pub wide: Option<Vec<f32>>,
}

impl Sound {
    /// A sound without anything above the telephone band.
    pub fn narrow(samples: Vec<f32>) -> Self {
        Self { narrow: samples, wide: None }
    }

    /// A sound at both rates, the wide one brought to the length of the other: it may be off by a sample.
    pub fn both(narrow: Vec<f32>, mut wide: Vec<f32>) -> Self {
        wide.resize(narrow.len() * 2, 0.0);
        Self { narrow, wide: Some(wide) }
    }

    /// Puts another one behind it.
    pub fn append(&mut self, mut other: Self) {
        if self.narrow.is_empty() {
            *self = other;
            return;
        }
        if let (None, Some(_)) = (&self.wide, &other.wide) {
            self.wide = Some(resample::doubled(&self.narrow));
        }
        if let Some(wide) = &mut self.wide {
            wide.append(&mut other.wide.take().unwrap_or_else(|| resample::doubled(&other.narrow)));
        }
        self.narrow.append(&mut other.narrow);
    }

    /// Puts silence behind it up to a length in samples of the line.
    pub fn fill(&mut self, length: usize) {
        self.narrow.resize(length, 0.0);
        if let Some(wide) = &mut self.wide {
            wide.resize(length * 2, 0.0);
        }
    }

    /// How much there is, in samples of the line.
    pub fn len(&self) -> usize {
        self.narrow.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_together_is_twice_as_long_in_the_wide_band() {
        let wide = || Sound::both(vec![0.5; 100], vec![0.5; 201]);
        let narrow = || Sound::narrow(vec![0.5; 50]);
        for parts in [vec![narrow(), wide()], vec![wide(), narrow()], vec![wide(), wide(), narrow()]] {
            let mut sound = Sound::default();
            for part in parts {
                sound.append(part);
                sound.fill(sound.len() + 80);
            }
            assert_eq!(sound.wide.unwrap().len(), sound.narrow.len() * 2);
        }
    }

    #[test]
    fn what_has_nothing_above_the_telephone_band_stays_so() {
        let mut sound = Sound::narrow(vec![0.5; 50]);
        sound.append(Sound::narrow(vec![0.5; 50]));
        sound.fill(sound.len() + 80);
        assert_eq!((sound.len(), sound.wide), (180, None));
    }
}
