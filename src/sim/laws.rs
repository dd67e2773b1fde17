//! What must hold in every story, said or not: signatures are right, every call has exactly one record, callbacks are
//! numbered in order. That the house is empty in the end is seen in `town/order`.

use std::collections::BTreeMap;

use super::judge::{Evidence, Failure};
use super::sockets::Stream;
use crate::base::CallSid;

/// What does not hold.
pub(super) fn broken(evidence: &Evidence, streams: &[Stream]) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut rule = |expected: &str, instead: String| {
        failures.push(Failure { line: 0, expected: expected.into(), instead });
    };
    for asked in evidence.asked.iter().filter(|asked| !asked.signed) {
        rule("every request carries the right signature", format!("{} did not", asked.place()));
    }
    for stream in streams.iter().filter(|stream| !stream.signed) {
        rule("every stream carries the right signature", format!("{} did not", stream.url));
    }
    let mut records: BTreeMap<CallSid, usize> = BTreeMap::new();
    for (_, cdr) in &evidence.over {
        *records.entry(cdr.call).or_default() += 1;
    }
    for (call, count) in records.iter().filter(|(_, count)| **count > 1) {
        rule("every call has exactly one record", format!("{call} has {count}"));
    }
    let mut numbers: BTreeMap<(CallSid, String), Vec<u64>> = BTreeMap::new();
    for asked in evidence.asked.iter().filter(|asked| asked.is_callback()) {
        let number = asked.value("SequenceNumber").and_then(|number| number.parse::<u64>().ok());
        numbers.entry((asked.call, asked.place())).or_default().extend(number);
    }
    for ((call, place), numbers) in numbers.iter().filter(|(_, numbers)| !numbers.is_sorted()) {
        rule("callbacks of a call come in order", format!("{call} at {place}: {numbers:?}"));
    }
    failures
}
