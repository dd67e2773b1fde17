//! Who finds whom in a queue, and what becomes of whoever remains. How that sounds and what
//! the applications hear of it is told by stories.

use super::*;
use crate::call::call::ROOT;
use crate::media::Command;

const NOW: Time = Time::from_secs(1_000_000);

/// A queue and what its calls were told and had done.
struct Hall {
    queues: Queues,
    loans: Loans,
    rng: Rng,
    now: Time,
}

impl Hall {
    fn new(limits: Limits) -> Self {
        let queues = Queues::new(&limits).expect("limits that can be kept");
        Self { queues, loans: Loans::default(), rng: Rng::seeded(3), now: NOW }
    }

    fn act(&mut self, act: impl FnOnce(&mut Queues, &mut QueueMeans<'_>)) -> Vec<String> {
        let mut means = QueueMeans { now: self.now, rng: &mut self.rng, loans: &mut self.loans };
        act(&mut self.queues, &mut means);
        std::iter::from_fn(|| self.queues.poll()).map(said).collect()
    }

    fn enter(&mut self, who: u64) -> Vec<String> {
        self.act(|queues, means| queues.enter(means, guest(who), "support"))
    }

    fn take(&mut self, who: u64, greeting: Option<&str>) -> Vec<String> {
        let greeting = greeting.map(|url| (url.to_owned(), crate::wire::http::Method::Post));
        self.act(|queues, means| queues.take(means, guest(who), Taking { name: "support".to_owned(), greeting }))
    }

    fn close(&mut self, who: u64) -> Vec<String> {
        self.act(|queues, means| queues.on_closed(means, LineId(who)))
    }
}

/// Line and family have the same number.
fn guest(who: u64) -> Guest {
    let sid = crate::base::CallSid::mint(&mut Rng::seeded(who));
    let account = "acme".to_owned();
    Guest {
        family: GroupId(who),
        call: ROOT,
        sid,
        line: LineId(who),
        rate: crate::audio::Rate::Narrow,
        account,
        caller: who.to_string(),
    }
}

fn said(output: QueueOutput) -> String {
    match output {
        QueueOutput::Media(Command::Move { line, from, to }) => format!("move {} {}>{}", line.0, from.0, to.0),
        QueueOutput::Media(Command::Join { group, a, b }) => format!("join {} {}+{}", group.0, a.0, b.0),
        QueueOutput::Media(Command::Part { group, line }) => format!("part {} {}", group.0, line.0),
        QueueOutput::Media(command) => format!("{command:?}"),
        QueueOutput::Word(family, _, news) => {
            let news = format!("{news:?}");
            let name = news.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
            format!("{} {name}", family.0)
        }
    }
}

#[test]
fn whoever_stands_first_is_taken_first_and_gets_its_line_back() {
    let mut hall = Hall::new(Limits::default());
    assert_eq!(hall.enter(1), ["1 Entered"]);
    assert_eq!(hall.enter(2), ["2 Entered"]);
    assert_eq!(hall.take(9, None), ["move 1 1>9", "join 9 9+1", "1 Bridged", "9 Bridged"]);
    assert_eq!(hall.take(8, None), ["move 2 2>8", "join 8 8+2", "2 Bridged", "8 Bridged"]);
    assert_eq!(hall.close(9), ["part 9 1", "move 1 9>1", "1 Parted"], "whoever was taken goes on");
    assert_eq!(hall.close(2), ["part 8 8", "8 Parted"], "a line that is closed goes nowhere");
    assert_eq!((hall.queues.len(), hall.loans.len()), (0, 0));
}

#[test]
fn whoever_remains_before_the_bridge_stands_first_again() {
    let mut hall = Hall::new(Limits::default());
    hall.enter(1);
    hall.enter(2);
    assert_eq!(hall.take(9, Some("http://app.example/hello")), ["1 Called", "9 Coming"]);
    assert_eq!(hall.close(9), ["1 Entered"]);
    assert_eq!(hall.take(8, Some("http://app.example/hello")), ["1 Called", "8 Coming"]);
    assert_eq!(hall.close(1), ["2 Called", "8 Coming"], "the next one comes");
    assert_eq!(hall.close(2), ["8 Empty"]);
    let late = hall.act(|queues, means| queues.on_ready(means, LineId(2)));
    assert_eq!(late, [""; 0], "whoever is gone is never ready");
    assert_eq!(hall.enter(3), ["3 Entered", "3 Called", "8 Coming"]);
    let ready = hall.act(|queues, means| queues.on_ready(means, LineId(3)));
    assert_eq!(ready, ["move 3 3>8", "join 8 8+3", "3 Bridged", "8 Bridged"]);
    let again = hall.act(|queues, means| queues.on_ready(means, LineId(3)));
    assert_eq!(again, [""; 0], "once");
}

#[test]
fn a_queue_has_its_size_and_empty_ones_make_room() {
    let mut hall = Hall::new(Limits { queue_size: 2, queues: 2, ..Limits::default() });
    assert_eq!(hall.take(9, None), ["9 Unknown"]);
    hall.enter(1);
    hall.enter(2);
    assert_eq!(hall.enter(3), ["3 Refused"]);
    let mut enter = |who: u64, name: &str| hall.act(|queues, means| queues.enter(means, guest(who), name));
    assert_eq!(enter(4, "sales"), ["4 Entered"]);
    assert_eq!(enter(5, "billing"), ["5 Refused"], "somebody stands in both");
    assert_eq!(hall.close(4), [""; 0]);
    let billing = hall.act(|queues, means| queues.enter(means, guest(5), "billing"));
    assert_eq!(billing, ["5 Entered"], "nobody stands in sales any more");
    assert!(hall.queues.find("acme", "sales").is_none() && hall.queues.find("other", "support").is_none());
}

#[test]
fn limits_that_no_queue_can_keep_are_refused_by_name() {
    let limits = |queue_size, queues| Limits { queue_size, queues, ..Limits::default() };
    for (limits, setting) in
        [(limits(0, 1), "limits.queue_size"), (limits(5001, 1), "limits.queue_size"), (limits(1, 0), "limits.queues")]
    {
        assert_eq!(Queues::new(&limits).expect_err("not these").setting, setting);
    }
}
