//! Which of a voice's speakers speaks.

use std::fmt;

/// A speaker as somebody has named it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Speaker {
    /// The voice's own choice.
    Default,
    /// By its name in the voice's description, or by its number.
    Named(String),
}

impl Speaker {
    /// From what stands behind the `#` of a voice's name.
    pub fn of(name: Option<&str>) -> Self {
        name.map(str::trim).filter(|name| !name.is_empty()).map_or(Self::Default, |name| Self::Named(name.to_owned()))
    }
}

impl fmt::Display for Speaker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => Ok(()),
            Self::Named(name) => write!(formatter, "#{name}"),
        }
    }
}
