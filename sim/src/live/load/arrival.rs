//! Datagrams, and when they came: by the kernel's clock, so that it does not matter how late they are read.

use std::io::{self, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd};
use std::time::{Duration, SystemTime};

use nix::cmsg_space;
use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg, setsockopt, sockopt};
use nix::sys::time::TimeSpec;

/// Has arrivals noted from now on. `SO_TIMESTAMPNS` of socket(7).
///
/// # Errors
/// Those of the system.
pub fn note(socket: &impl AsFd) -> io::Result<()> {
    Ok(setsockopt(socket, sockopt::ReceiveTimestampns, &true)?)
}

/// Receives datagrams.
pub struct Reader {
    datagram: Box<[u8; DATAGRAM]>,
    control: Vec<u8>,
}

/// Larger ones are no audio we have asked for.
const DATAGRAM: usize = 2048;

impl Reader {
    pub fn new() -> Self {
        Self { datagram: Box::new([0; DATAGRAM]), control: cmsg_space!(TimeSpec) }
    }

    /// The next datagram, and when it came.
    ///
    /// # Errors
    /// Those of the system; `WouldBlock`: there is none.
    pub fn receive(&mut self, socket: &impl AsRawFd) -> io::Result<(&[u8], SystemTime)> {
        let mut into = [IoSliceMut::new(self.datagram.as_mut_slice())];
        let message = recvmsg::<()>(socket.as_raw_fd(), &mut into, Some(&mut self.control), MsgFlags::MSG_DONTWAIT)?;
        let noted = message.cmsgs()?.find_map(|control| match control {
            ControlMessageOwned::ScmTimestampns(time) => Some(SystemTime::UNIX_EPOCH + Duration::from(time)),
            _ => None,
        });
        let length = message.bytes;
        Ok((&self.datagram[..length.min(DATAGRAM)], noted.unwrap_or_else(SystemTime::now)))
    }
}
