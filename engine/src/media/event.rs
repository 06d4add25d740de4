//! What a media session tells its call.

/// Something that happened to the audio of one leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaEvent {
    /// The peer pressed a key: `0`-`9`, `*`, `#`, `A`-`D`. One event a press, however the phone sent it.
    Digit(char),
    /// The queue of a play has ended: after its last packet, or because it was stopped. Comes once for each play.
    Played {
        /// Which.
        play: u32,
        /// Whether it was cut short.
        stopped: bool,
    },
    /// No RTP came for the configured time. Comes again only after RTP has come back.
    Timeout,
    /// The first RTP packet of the peer has come.
    Started,
}
