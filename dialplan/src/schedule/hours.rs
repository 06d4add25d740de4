//! The hours of a day: from a minute to another, perhaps over midnight.

/// Minutes of a day without a change of clocks.
pub(super) const MINUTES_A_DAY: u16 = 24 * 60;

/// From a minute of a day until another, which may be one of the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    from: u16,
    /// Not included; beyond a day's minutes: on the next day.
    until: u16,
}

/// Why texts are no hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTime {
    /// `from` is no time.
    #[error("{0:?} is no time of day")]
    From(String),
    /// `to` is no time.
    #[error("{0:?} is no time of day")]
    To(String),
    /// From and to are one.
    #[error("it ends when it begins")]
    Empty,
}

impl Hours {
    /// Whether they are a whole day, from midnight to midnight.
    pub fn are_all_day(&self) -> bool {
        (self.from, self.until) == (0, MINUTES_A_DAY)
    }

    /// Reads `09:00` and `17:30`. Without a beginning it is midnight, without an end the next midnight. An end that is not after
    /// the beginning is one of the next day.
    ///
    /// # Errors
    /// [`BadTime`], if one of them is no time, or both are the same.
    pub fn read(from: Option<&str>, to: Option<&str>) -> Result<Self, BadTime> {
        let start = match from {
            Some(text) => {
                time(text).filter(|start| *start < MINUTES_A_DAY).ok_or_else(|| BadTime::From(text.to_owned()))?
            }
            None => 0,
        };
        let until = match to {
            Some(text) => time(text).ok_or_else(|| BadTime::To(text.to_owned()))?,
            None => MINUTES_A_DAY,
        };
        match until {
            until if until == start => Err(BadTime::Empty),
            until if until < start => Ok(Self { from: start, until: until + MINUTES_A_DAY }),
            until => Ok(Self { from: start, until }),
        }
    }

    /// Whether a minute of the day, or of the next one beyond 1,440, is one of them.
    pub fn contains(self, minute: u16) -> bool {
        (self.from..self.until).contains(&minute)
    }

    pub(super) fn covers(self, other: &Self) -> bool {
        self.from <= other.from && (other.until <= self.until || self.end_the_day())
    }

    /// Whether they go on until midnight, and not beyond.
    pub(super) fn end_the_day(self) -> bool {
        self.until == MINUTES_A_DAY
    }
}

/// `9:00`, `09:00`, `24:00`.
/// `09:00–17:30`
impl std::fmt::Display for Hours {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let until = if self.until > MINUTES_A_DAY { self.until - MINUTES_A_DAY } else { self.until };
        let (from, until) = ((self.from / 60, self.from % 60), (until / 60, until % 60));
        write!(formatter, "{:02}:{:02}–{:02}:{:02}", from.0, from.1, until.0, until.1)
    }
}

fn time(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |text: &str, longest: usize| {
        let plain = !text.is_empty() && text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| plain)
    };
    let (hour, minute) = (number(hour, 2)?, number(minute, 2).filter(|_| minute.len() == 2)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= MINUTES_A_DAY).then_some(total)
}
