//! The binary `dialtree`: one file a command.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod check;
mod demo;
mod fmt;
mod graph;
mod inventory;
mod log;
mod lsp;
mod new;
mod output;
mod plan;
mod say;
mod serve;
mod sim;
mod voices;
mod xsd;

/// A self-hosted IVR engine: answers SIP calls, runs dialplans, asks web applications, and tests all of it.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 done and well, 1 something was found or failed, 2 the command or a file it names is wrong."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Check(check::Check),
    Sim(sim::Sim),
    Graph(graph::Graph),
    New(new::New),
    Fmt(fmt::Fmt),
    Demo(demo::Demo),
    Lsp(lsp::Lsp),
    Say(say::Say),
    Voices(voices::Voices),
    Prompts(inventory::Inventory),
    Xsd(xsd::Xsd),
}

fn main() -> ExitCode {
    // Both rsipstack and reqwest use rustls; with no provider installed the first TLS connection would panic.
    rustls::crypto::ring::default_provider().install_default().ok();
    match Arguments::parse().command {
        Command::Serve(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Sim(command) => command.run(),
        Command::Graph(command) => command.run(),
        Command::New(command) => command.run(),
        Command::Fmt(command) => command.run(),
        Command::Demo(command) => command.run(),
        Command::Lsp(command) => command.run(),
        Command::Say(command) => command.run(),
        Command::Voices(command) => command.run(),
        Command::Prompts(command) => command.run(),
        Command::Xsd(command) => command.run(),
    }
}
