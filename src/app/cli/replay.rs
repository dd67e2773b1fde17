//! `callwright replay`: plays stories, documents and journals on the virtual clock and shows what happened.
//!
//! What a flow is, is found out in `flow`; what is shown is in `text`, `json` and `junit`; journals are in `journal`.

mod flow;
mod journal;
mod json;
mod junit;
mod kept;
mod text;

#[cfg(test)]
mod tests;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::builder::FalseyValueParser;

use crate::edge::clock::Clock;
use crate::sim::{Failure, Options, Performance, Story, Style, Transcript, Weather, play};

use flow::Flow;

/// Play call flows without a phone: stories, documents, journals, on a virtual clock.
#[derive(Clone, Debug, Parser)]
#[command(after_help = HELP)]
pub struct Args {
    /// A .story, an RCML document (.xml), a journal of serve, or a folder of stories
    #[arg(required = true, value_name = "FLOW")]
    pub flows: Vec<PathBuf>,

    /// What the net and all randomness do, instead of the story's own seed
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Lose this share of all datagrams, and repeat and reorder as many: 10% or 0.1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub loss: Option<f64>,

    /// Play each flow so many times, each time with the next seed
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub repeat: u64,

    /// Write the engine out before every step, read it back, and compare what both do
    #[arg(long)]
    pub through_disk: bool,

    /// Draw the ladder even where several flows are played
    #[arg(long)]
    pub ladder: bool,

    /// Draw provisional 100s and repeated messages too
    #[arg(long)]
    pub every_message: bool,

    /// No ladder; one line for each flow
    #[arg(long, short, conflicts_with = "ladder")]
    pub quiet: bool,

    /// One JSON object instead of text
    #[arg(long)]
    pub json: bool,

    /// Write a JUnit report to this file as well
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,

    /// Write what every phone heard and said, and every recording, as WAV files into this folder
    #[arg(long, value_name = "FOLDER")]
    pub wav: Option<PathBuf>,

    /// Draw the sound of one flow along the time axis into this SVG file
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,

    /// Columns to draw in
    #[arg(long, env = "COLUMNS", hide_env_values = true, default_value_t = 110)]
    pub width: usize,

    /// No colours; they are also off where the output is not a terminal
    #[arg(long, env = "NO_COLOR", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub no_color: bool,
}

const HELP: &str = "\
Examples:
  callwright replay rcml-samples/screening.story      the ladder, the callbacks, the verdict
  callwright replay welcome.xml                       a document alone: a caller, phones that answer
  callwright replay rcml-samples                      every story below the folder
  callwright replay rcml-samples --loss 10% --seed 7  on a net that loses, repeats and reorders
  callwright replay time-limit.story --repeat 1000 -q
  callwright replay screening.story --plot call.svg   a picture of the sound, with messages and keys
  callwright replay screening.story --wav sound       what was heard and said, as files
  callwright replay /var/lib/callwright/journal.jsonl
  callwright replay rcml-samples --junit report.xml

Exit codes:
  0  everything happened as the stories expect
  1  a story failed, or a journal gave other outputs than it holds
  2  a flow could not be read, or the command line is wrong";

/// One flow played, as often as was asked.
struct Played {
    name: String,
    title: String,
    outcome: Result<Shown, String>,
    real: Duration,
}

/// What is shown of a flow that could be played.
struct Shown {
    story: Option<Story>,
    /// The first performance that failed, else the last one.
    performance: Option<Performance>,
    /// What passed in a journal, when it is to be drawn.
    transcript: Option<Transcript>,
    failures: Vec<Failure>,
    runs: u64,
    virtual_time: Duration,
}

/// Plays the flows.
pub fn run(args: &Args) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    let colour = !args.no_color && stdout.is_terminal();
    match show(args, colour, &mut stdout) {
        Ok(code) => ExitCode::from(code),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("callwright replay: {error}");
            ExitCode::from(2)
        }
    }
}

fn show(args: &Args, colour: bool, out: &mut dyn Write) -> std::io::Result<u8> {
    let flows = match flow::collect(&args.flows) {
        Ok(flows) => flows,
        Err(fault) => {
            writeln!(out, "{fault}")?;
            return Ok(2);
        }
    };
    if let Some(why) = flow::in_vain(&flows, args) {
        writeln!(out, "{why}")?;
        return Ok(2);
    }
    let clock = Clock::start();
    let style = Style { width: args.width, colour, every_message: args.every_message };
    let ladders = args.ladder || (flows.len() == 1 && args.repeat == 1 && !args.quiet);
    let mut played = Vec::new();
    for flow in &flows {
        let begun = clock.now();
        let (name, title, outcome) = perform(flow, args, ladders && !args.json);
        let one = Played { name, title, outcome, real: clock.now() - begun };
        if !args.json {
            text::flow(out, &one, ladders, args.quiet, style)?;
        }
        kept::write(args, &one)?;
        played.push(one);
    }
    if args.json {
        json::report(out, &played)?;
    } else if played.len() > 1 || args.repeat > 1 {
        text::summary(out, &played)?;
    }
    if let Some(path) = &args.junit {
        std::fs::write(path, junit::report(&played))?;
    }
    Ok(code(&played))
}

fn perform(flow: &Flow, args: &Args, ladder: bool) -> (String, String, Result<Shown, String>) {
    match flow {
        Flow::Journal(path) => (path.display().to_string(), "a journal".into(), journal::replay(path, ladder)),
        Flow::Story(path) => match Story::open(path) {
            Ok(story) => (story.file.clone(), story.title.clone(), rehearse(story, args)),
            Err(fault) => (path.display().to_string(), "a story".into(), Err(fault.to_string())),
        },
    }
}

/// Plays a story as often as asked, until it fails.
fn rehearse(story: Story, args: &Args) -> Result<Shown, String> {
    let first = args.seed.unwrap_or(story.seed);
    let weather = args.loss.map(|share| Weather { loss: share, duplicate: share, reorder: share, ..story.weather });
    let mut shown = Shown {
        story: None,
        performance: None,
        transcript: None,
        failures: Vec::new(),
        runs: 0,
        virtual_time: Duration::ZERO,
    };
    for run in 0..args.repeat {
        let options = Options {
            seed: Some(first.wrapping_add(run)),
            weather,
            through_disk: args.through_disk,
            keep_sound: keeps_sound(args),
        };
        let performance = play(&story, &options).map_err(|fault| fault.to_string())?;
        shown.runs += 1;
        shown.virtual_time += performance.took;
        shown.failures.clone_from(&performance.failures);
        shown.performance = Some(performance);
        if !shown.failures.is_empty() {
            break;
        }
    }
    shown.story = Some(story);
    Ok(shown)
}

fn keeps_sound(args: &Args) -> bool {
    args.wav.is_some() || args.plot.is_some()
}

fn code(played: &[Played]) -> u8 {
    let unreadable = played.iter().any(|one| one.outcome.is_err());
    let failed = played.iter().any(|one| one.outcome.as_ref().is_ok_and(|shown| !shown.failures.is_empty()));
    if unreadable { 2 } else { u8::from(failed) }
}

fn share(text: &str) -> Result<f64, String> {
    let (number, scale) = match text.strip_suffix('%') {
        Some(percent) => (percent, 100.0),
        None => (text, 1.0),
    };
    let share = number.parse::<f64>().ok().map(|number| number / scale);
    share.filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "a share is written 10% or 0.1".into())
}
