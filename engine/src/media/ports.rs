//! RTP ports: which are taken, and a socket for the next one.

use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use socket2::SockRef;

use super::config::MediaError;

/// The ports of a range, given out in turn: one that was just given back rests longest, as late packets of the old
/// call may still come to it.
#[derive(Debug)]
pub struct Ports {
    address: IpAddr,
    range: RangeInclusive<u16>,
    taken: Mutex<Taken>,
}

#[derive(Debug)]
struct Taken {
    ports: HashSet<u16>,
    next: u16,
}

/// A bound port; it is free again when this is dropped, after its socket.
#[derive(Debug)]
pub struct Port {
    ports: Arc<Ports>,
    number: u16,
}

/// What a session gets.
#[derive(Debug)]
pub struct Bound {
    pub socket: UdpSocket,
    /// On the port above, for RTCP.
    pub control: Option<UdpSocket>,
    pub port: Port,
}

/// How often the system is asked for an even port of its choice.
const TRIES: usize = 64;
/// Expedited forwarding, for routers that know a phone call from a download. RFC 3246, RFC 4594 §4.1.
const EXPEDITED: u32 = 0xb8;

impl Ports {
    /// Ports of a range; `0..=0` leaves the choice to the system.
    ///
    /// # Errors
    /// [`MediaError::NoPorts`] if no port of it is even.
    pub fn new(address: IpAddr, range: RangeInclusive<u16>) -> Result<Self, MediaError> {
        let (first, last) = (*range.start(), *range.end());
        let even = first.checked_add(first % 2).filter(|even| *even <= last && (*even > 0 || last == 0));
        let next = even.ok_or(MediaError::NoPorts { first, last })?;
        Ok(Self { address, range, taken: Mutex::new(Taken { ports: HashSet::new(), next }) })
    }

    /// The address of all of them.
    pub const fn address(&self) -> IpAddr {
        self.address
    }

    /// How many are taken.
    pub fn count(&self) -> usize {
        self.lock().ports.len()
    }

    /// Binds a socket to the next free even port, and one to the port above it if that is free.
    ///
    /// # Errors
    /// [`MediaError::PortsTaken`], [`MediaError::Socket`].
    pub fn bind(self: &Arc<Self>) -> Result<Bound, MediaError> {
        let bound = if *self.range.end() == 0 { self.bind_any() } else { self.bind_next() };
        let (socket, number) = bound?;
        let port = Port { ports: Arc::clone(self), number };
        let prepared = socket.set_nonblocking(true);
        prepared.map_err(|source| self.socket_error(source))?;
        // Somebody else may have it; the call goes on without reports.
        let control = UdpSocket::bind((self.address, number + 1)).ok();
        let control = control.filter(|control| control.set_nonblocking(true).is_ok());
        // Not every system lets us; the call goes on without.
        let socket2 = SockRef::from(&socket);
        match self.address {
            IpAddr::V4(_) => socket2.set_tos_v4(EXPEDITED).ok(),
            IpAddr::V6(_) => socket2.set_tclass_v6(EXPEDITED).ok(),
        };
        Ok(Bound { socket, control, port })
    }

    fn bind_any(&self) -> Result<(UdpSocket, u16), MediaError> {
        // Odd ones are held until an even one is found, or the system might offer them again.
        let mut odd = Vec::new();
        for _ in 0..TRIES {
            let socket = UdpSocket::bind((self.address, 0)).map_err(|source| self.socket_error(source))?;
            let number = socket.local_addr().map_err(|source| self.socket_error(source))?.port();
            if number.is_multiple_of(2) {
                self.lock().ports.insert(number);
                return Ok((socket, number));
            }
            odd.push(socket);
        }
        Err(self.socket_error(io::Error::from(ErrorKind::AddrInUse)))
    }

    fn bind_next(&self) -> Result<(UdpSocket, u16), MediaError> {
        let (first, last) = (*self.range.start(), *self.range.end());
        for _ in (first..=last).step_by(2) {
            let Some(number) = self.reserve(first, last) else { break };
            match UdpSocket::bind(SocketAddr::new(self.address, number)) {
                Ok(socket) => return Ok((socket, number)),
                // Somebody else on this machine has it.
                Err(error) => {
                    self.lock().ports.remove(&number);
                    if error.kind() != ErrorKind::AddrInUse {
                        return Err(self.socket_error(error));
                    }
                }
            }
        }
        Err(MediaError::PortsTaken { address: self.address, first, last })
    }

    /// Takes the next port that is free as far as we know.
    fn reserve(&self, first: u16, last: u16) -> Option<u16> {
        let mut taken = self.lock();
        for _ in (first..=last).step_by(2) {
            let number = taken.next;
            let next = number.checked_add(2).filter(|next| *next <= last);
            taken.next = next.unwrap_or(first + first % 2);
            if taken.ports.insert(number) {
                return Some(number);
            }
        }
        None
    }

    fn socket_error(&self, source: io::Error) -> MediaError {
        MediaError::Socket { address: self.address, source }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // Nothing panics while it holds this.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.ports.lock().ports.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn port_of(bound: &Bound) -> u16 {
        bound.socket.local_addr().unwrap().port()
    }

    #[test]
    fn any_port_is_an_even_one_and_is_given_back() {
        let ports = Arc::new(Ports::new(LOOPBACK, 0..=0).unwrap());
        let bound: Vec<_> = (0..20).map(|_| ports.bind().unwrap()).collect();

        assert!(bound.iter().all(|bound| port_of(bound).is_multiple_of(2)));
        assert_eq!(ports.count(), 20);
        drop(bound);
        assert_eq!(ports.count(), 0);
    }

    #[test]
    fn ports_of_a_range_are_given_in_turn_and_those_of_others_left_out() {
        // Somewhere in the dynamic range, around a port that is really taken.
        let other = (0..200).find_map(|_| {
            let socket = UdpSocket::bind((LOOPBACK, 0)).unwrap();
            let port = socket.local_addr().unwrap().port();
            (port.is_multiple_of(2) && (2000..65_000).contains(&port)).then_some((socket, port))
        });
        let (_other, taken) = other.unwrap();
        let ports = Arc::new(Ports::new(LOOPBACK, taken - 21..=taken + 21).unwrap());

        let mut all: Vec<_> = std::iter::from_fn(|| ports.bind().ok()).collect();
        let numbers: Vec<_> = all.iter().map(port_of).collect();
        assert!(
            numbers.is_sorted() && numbers.iter().all(|number| number.is_multiple_of(2) && *number != taken),
            "{numbers:?}"
        );
        assert!(matches!(ports.bind(), Err(MediaError::PortsTaken { .. })));

        all.remove(0);
        assert_eq!(port_of(&ports.bind().unwrap()), numbers[0]);
    }

    #[test]
    fn a_range_without_an_even_port_is_refused() {
        for (first, last) in [(5001, 5001), (5002, 5001), (0, 1)] {
            assert!(matches!(Ports::new(LOOPBACK, first..=last), Err(MediaError::NoPorts { .. })));
        }
        assert!(Ports::new(LOOPBACK, 65_535..=65_535).is_err());
    }
}
