//! The report that build servers read: a test case for each flow.

use super::Played;

/// The whole document.
pub(super) fn report(played: &[Played]) -> String {
    let failed = played.iter().filter(|one| problem(one).is_some()).count();
    let total: f64 = played.iter().map(|one| one.real.as_secs_f64()).sum();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let (count, time) = (played.len(), format!("{total:.3}"));
    text.push_str(&format!(
        "<testsuite name=\"callwright replay\" tests=\"{count}\" failures=\"{failed}\" time=\"{time}\">\n"
    ));
    for one in played {
        let (name, class, time) = (escape(&one.title), escape(&one.name), one.real.as_secs_f64());
        text.push_str(&format!("  <testcase name=\"{name}\" classname=\"{class}\" time=\"{time:.3}\""));
        match problem(one) {
            None => text.push_str("/>\n"),
            Some(problem) => {
                let problem = escape(&problem);
                text.push_str(&format!(">\n    <failure>{problem}</failure>\n  </testcase>\n"));
            }
        }
    }
    text.push_str("</testsuite>\n");
    text
}

fn problem(played: &Played) -> Option<String> {
    let shown = match &played.outcome {
        Ok(shown) => shown,
        Err(fault) => return Some(fault.clone()),
    };
    let lines: Vec<String> = shown
        .failures
        .iter()
        .map(|failure| {
            format!("{}:{}: expected {}; instead {}", played.name, failure.line, failure.expected, failure.instead)
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
