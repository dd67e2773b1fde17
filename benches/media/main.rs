//! What sound costs a media thread, without sockets: prompts, calls coded
//! anew or recorded, conferences, relayed packets.
//!
//! `cargo bench --bench media` plays every row and tells µs of one core for each frame of 20 ms, and how many at once
//! fill a core; `-- room` plays the rows whose names have this word. `benches/instructions` counts the instructions of
//! the same rows, which other work on the machine does not change. The last rows tell how long a prompt outlives the
//! caller's first sound, in virtual time.

mod barge_in;
mod lines;
mod relay;
mod room;
mod sound;

use lines::{BEATS, Turn};

fn main() {
    let rows: Vec<_> = [sound::rows(), room::rows(), relay::rows()].into_iter().flatten().collect();
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.as_slice() {
        [list] if list == "--list" => rows.iter().for_each(|row| println!("{}", row.name)),
        // One row alone, for a program that counts what it does: its answer is the number of frames.
        [name, beats] => {
            let row = rows.iter().find(|row| row.name == *name).expect("--list tells the names of the rows");
            println!("{}", (row.play)(beats.parse().expect("a number of beats")).frames);
        }
        words => {
            let wanted = rows.iter().filter(|row| words.iter().all(|word| row.name.contains(word)));
            wanted.for_each(|row| report(&row.name, &(row.play)(BEATS)));
            barge_in::report(|name| words.iter().all(|word| name.contains(word)));
        }
    }
}

fn report(name: &str, turn: &Turn) {
    let each = turn.spent.as_nanos() as f64 / 1000.0 / turn.frames.max(1) as f64;
    println!("{name}: {each:.2} µs a frame, {:.0} at once on a core", 20_000.0 / each.max(0.001));
}
