//! Tells a dial tone from a voice: both have power below the keys, but only one of them stands still.

/// Follows the power below 500 Hz from look to look.
#[derive(Debug, Clone, Default)]
pub struct DialTone {
    level: f32,
    /// Looks in a row that found about the same.
    steady: u16,
}

/// Looks after which it is no voice any more: 300 ms.
const STEADY: u16 = 60;
/// How much it may vary from look to look, both ways: its tones beat, and the line has noise.
const VARIES: f32 = 2.0;
/// How fast the level follows.
const FOLLOWS: f32 = 0.1;

impl DialTone {
    /// Takes the power of a look; whether that is a dial tone.
    pub fn take(&mut self, power: f32) -> bool {
        if power > VARIES * self.level || self.level > VARIES * power {
            (self.level, self.steady) = (power, 0);
        } else {
            self.level += FOLLOWS * (power - self.level);
            self.steady = self.steady.saturating_add(1);
        }
        self.steady >= STEADY
    }
}
