//! The command line: the table of commands. A command is a file with its `Args` and its `run`.

pub mod check;
pub mod demo;
pub mod doctor;
pub mod explain;
pub mod replay;
mod scenes;
pub mod serve;
pub mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  callwright serve                       run the engine with ./callwright.toml
  callwright serve --check-config        say what is wrong with the configuration, start nothing
  callwright check rcml-samples          say what is wrong with documents
  callwright demo                        place a real call on loopback ports and watch it
  callwright doctor                      say what this machine lacks
  callwright explain alice +15551234     say where a call would lead, and which rule says so
  callwright verify URL request.txt      say which signature of a request is wrong
  callwright replay rcml-samples         play call flows without a phone

Exit codes:
  0  done, nothing wrong
  1  done, and what was looked at is wrong (a document, a story)
  2  the command line or the configuration is wrong
  3  it cannot start: a port is taken, a disk cannot be written";

/// A self-hosted programmable voice engine: RCML documents in, telephone calls out.
#[derive(Debug, Parser)]
#[command(name = "callwright", version, after_help = EXAMPLES, arg_required_else_help = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Check(check::Args),
    Demo(demo::Args),
    Doctor(doctor::Args),
    Explain(explain::Args),
    Replay(replay::Args),
    Verify(verify::Args),
}

/// What the process leaves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Nothing wrong.
    Good = 0,
    /// What was looked at is wrong.
    Wrong = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// It cannot start.
    Start = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    match Line::parse().command {
        Command::Serve(args) => serve::run(&args).into(),
        Command::Check(args) => check::run(&args),
        Command::Explain(args) => explain::run(&args).into(),
        Command::Demo(args) => demo::run(&args).into(),
        Command::Doctor(args) => doctor::run(&args).into(),
        Command::Replay(args) => replay::run(&args),
        Command::Verify(args) => verify::run(&args).into(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_table_is_sound_and_every_command_has_examples() {
        Line::command().debug_assert();
        for command in Line::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Examples:\n"), "{} has no examples", command.get_name());
        }
    }
}
