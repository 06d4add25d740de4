//! Joins the server to a stream.

use std::io::{self, BufRead, Write};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use dialplan::load::Files;
use lsp_server::Message;

use crate::desk::Scripts;
use crate::server::{Server, State};
use crate::wire::{self, WireError};

/// So many messages may wait; then the editor does.
const WAITING: usize = 64;

/// Why the conversation did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// What came is none.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Nothing can be sent.
    #[error("the editor does not listen any more: {0}")]
    Send(io::Error),
    /// The stream ended in the middle.
    #[error("the editor is gone without a word; expected `shutdown` and `exit`")]
    Lost,
    /// `exit` came before `shutdown`.
    #[error("`exit` came without `shutdown`")]
    Hasty,
}

/// Talks with an editor until it says `exit`.
///
/// # Errors
/// [`ServeError`]; a process that gets one ends with status 1, as the protocol has it.
pub fn serve(
    input: impl BufRead + Send + 'static,
    output: &mut impl Write,
    disk: Box<dyn Files>,
    scripts: Scripts,
) -> Result<(), ServeError> {
    let mut server = Server::new(disk, scripts);
    let messages = receive(input);
    let mut out = Vec::new();
    loop {
        let next = match messages.try_recv() {
            Ok(next) => Some(next),
            Err(TryRecvError::Disconnected) => None,
            Err(TryRecvError::Empty) => {
                server.idle(&mut out);
                send(&mut out, output)?;
                messages.recv().ok()
            }
        };
        server.handle(next.ok_or(ServeError::Lost)??, &mut out);
        send(&mut out, output)?;
        if let State::Gone { in_order } = server.state() {
            return if in_order { Ok(()) } else { Err(ServeError::Hasty) };
        }
    }
}

/// Reads on a thread of its own, so that the server knows whether something waits.
fn receive(mut input: impl BufRead + Send + 'static) -> Receiver<Result<Message, WireError>> {
    let (sender, receiver) = sync_channel(WAITING);
    std::thread::spawn(move || {
        while let Some(next) = wire::read(&mut input).transpose() {
            let last = next.is_err();
            // Nobody listens once `exit` has come.
            if sender.send(next).is_err() || last {
                break;
            }
        }
    });
    receiver
}

fn send(out: &mut Vec<Message>, output: &mut impl Write) -> Result<(), ServeError> {
    for message in out.drain(..) {
        message.write(output).map_err(ServeError::Send)?;
    }
    Ok(())
}
