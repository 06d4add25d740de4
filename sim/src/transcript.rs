//! The story of a call, one line for everything that was said and done.

use dialplan::time::Instant;

use crate::script::Script;

/// A transcript that is being written: time in seconds, who, what.
pub struct Transcript {
    text: String,
    /// Who is told every line as it is written.
    told: Option<Listener>,
}

/// Takes lines as they are written.
pub type Listener = Box<dyn FnMut(&str) + Send>;

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The scripted caller.
    Caller,
    /// The engine.
    Engine,
    /// A menu or verb of the dialplan or document.
    Plan,
    /// A remote application.
    App,
    /// Somebody who is called.
    Callee,
    /// The simulator itself.
    Sim,
}

impl Transcript {
    /// Begins with the script's name and who calls whom.
    pub fn new(script: &Script) -> Self {
        Self::begin(script, None)
    }

    /// The same, with somebody who is told every line as it is written.
    pub fn told(script: &Script, listener: Listener) -> Self {
        Self::begin(script, Some(listener))
    }

    fn begin(script: &Script, told: Option<Listener>) -> Self {
        let mut transcript = Self { text: String::new(), told };
        transcript.write(&script.name);
        let name = if script.from_name.is_empty() { String::new() } else { format!("{} ", script.from_name) };
        transcript.line(Instant::START, Who::Caller, &format!("calls {} as {name}{}", script.to, script.from));
        transcript
    }

    /// Adds a line.
    pub fn line(&mut self, at: Instant, who: Who, what: &str) {
        let elapsed = at.since_start();
        let (seconds, milliseconds) = (elapsed.as_secs(), elapsed.subsec_millis());
        let mut lines = what.lines();
        let first = lines.next().unwrap_or_default();
        self.write(&format!("{seconds:>5}.{milliseconds:03}  {:<7} {first}", who.word()));
        for line in lines {
            self.write(&format!("{:19}{line}", ""));
        }
    }

    fn write(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        if let Some(told) = &mut self.told {
            told(line);
        }
    }

    /// The whole text.
    pub fn into_text(self) -> String {
        self.text
    }
}

impl Who {
    /// The word in the second column.
    pub fn word(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Engine => "engine",
            Self::Plan => "plan",
            Self::App => "app",
            Self::Callee => "callee",
            Self::Sim => "sim",
        }
    }
}
