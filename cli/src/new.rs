//! `dialtree new`: a folder to begin with.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::output;

/// Begin a dialplan: a folder with a plan that runs, test calls that pass, and settings for editors.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  dialtree new clinic
  dialtree new --template application crm

Exit status: 0 done, 2 the name is none, or the folder is not empty.")]
pub struct New {
    /// The folder to make; its last part is the plan's name: letters, digits, `-` and `_`.
    #[arg(value_name = "NAME")]
    path: PathBuf,
    /// What to begin with.
    #[arg(long, value_enum, default_value_t = Template::Menu)]
    template: Template,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Template {
    /// One greeting.
    Minimal,
    /// Opening hours, two menus, a person who is called.
    Menu,
    /// A menu that asks a web application, and the application.
    Application,
}

/// A file of a template: its path in the folder, and its text.
type File = (&'static str, &'static str);

const COMMON: [File; 3] = [
    (".vscode/settings.json", include_str!("../templates/settings.json")),
    (".vscode/extensions.json", include_str!("../templates/extensions.json")),
    ("README.md", include_str!("../templates/README.md")),
];
const MINIMAL: [File; 2] = [
    ("plan.xml", include_str!("../templates/minimal/plan.xml")),
    ("scripts/greeting.xml", include_str!("../templates/minimal/greeting.xml")),
];
const MENU: [File; 5] = [
    ("plan.xml", include_str!("../templates/menu/plan.xml")),
    ("scripts/reception.xml", include_str!("../templates/menu/reception.xml")),
    ("scripts/closed.xml", include_str!("../templates/menu/closed.xml")),
    ("scripts/silence.xml", include_str!("../templates/menu/silence.xml")),
    ("scripts/address.xml", include_str!("../templates/menu/address.xml")),
];
const APPLICATION: [File; 5] = [
    ("plan.xml", include_str!("../templates/application/plan.xml")),
    ("app.py", include_str!("../templates/application/app.py")),
    ("scripts/balance.xml", include_str!("../templates/application/balance.xml")),
    ("scripts/down.xml", include_str!("../templates/application/down.xml")),
    ("scripts/silence.xml", include_str!("../templates/application/silence.xml")),
];

impl New {
    /// Makes it.
    pub fn run(self) -> ExitCode {
        let result = name(&self.path).and_then(|name| {
            is_free(&self.path)?;
            self.fill(name).map_err(|error| format!("{}: {error}", self.path.display()))
        });
        let path = self.path.display();
        match result {
            Ok(()) => {
                output::print(&format!(
                    "{path} is ready.\n\n  dialtree check {path}    is it right?\n  dialtree sim {path}      what does a caller hear?\n  dialtree serve {path}    call sip:1000@127.0.0.1 with any softphone\n"
                ));
                ExitCode::SUCCESS
            }
            Err(message) => output::wrong(message),
        }
    }

    fn fill(&self, name: &str) -> std::io::Result<()> {
        let own: &[File] = match self.template {
            Template::Minimal => &MINIMAL,
            Template::Menu => &MENU,
            Template::Application => &APPLICATION,
        };
        for (path, text) in COMMON.iter().chain(own) {
            self.write(path, &text.replace("{{name}}", name))?;
        }
        self.write("dialtree.xsd", &xml_schema::xsd(xml_schema::Schema::Files))
    }

    fn write(&self, path: &str, text: &str) -> std::io::Result<()> {
        let file = self.path.join(path);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, text)
    }
}

/// The plan's name: the last part of the path.
fn name(path: &Path) -> Result<&str, String> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if name.starts_with(char::is_alphanumeric) && name.chars().all(is_plain) {
        return Ok(name);
    }
    let shown = path.display();
    Err(format!(
        "{shown}: a name begins with a letter or digit and has letters, digits, `-` and `_`, such as `my-clinic`"
    ))
}

fn is_free(path: &Path) -> Result<(), String> {
    match std::fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("{} is not empty; choose another name", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}
