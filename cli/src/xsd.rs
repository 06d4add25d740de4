//! `dialtree xsd`: the schema that editors complete and check dialplans with.

use std::process::ExitCode;

use crate::output;

/// Print the XML schema of dialplans and scripts, or of documents.
///
/// Editors that know XML Schema complete verbs and attributes with it, and mark mistakes while you type.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  dialtree xsd > dialtree.xsd")]
pub struct Xsd {
    /// The schema of what applications answer, instead of that of dialplans and scripts.
    #[arg(long)]
    response: bool,
}

impl Xsd {
    /// Prints it.
    pub fn run(self) -> ExitCode {
        let schema = if self.response { xml_schema::Schema::Responses } else { xml_schema::Schema::Files };
        output::print(&xml_schema::xsd(schema));
        ExitCode::SUCCESS
    }
}
