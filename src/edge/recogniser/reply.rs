//! What recognisers answer, as JSON. Of each only what is needed is read; unknown members are left alone.

use serde::Deserialize;

use super::Fault;

/// A text with its confidence in thousandths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) confidence: u16,
}

impl Said {
    /// Several in a row as one, as sure as the least sure of them.
    pub(super) fn join(all: &[Self]) -> Self {
        let all = all.iter().filter(|said| !said.text.is_empty());
        let texts: Vec<&str> = all.clone().map(|said| said.text.as_str()).collect();
        Self { text: texts.join(" "), confidence: all.map(|said| said.confidence).min().unwrap_or_default() }
    }
}

/// One message on a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// A guess at all since the last text.
    Partial(String),
    /// Something said to its end.
    Final(Said),
}

/// Reads `{"partial": …}`, `{"text": …, "result": [{"conf": …}]}` and `{"alternatives":
/// [{"text": …}]}`, as the server of Vosk writes them.
pub(super) fn message(bytes: &[u8]) -> Result<Message, Fault> {
    #[derive(Deserialize)]
    struct Wire {
        partial: Option<String>,
        text: Option<String>,
        #[serde(default)]
        result: Vec<Word>,
        alternatives: Option<Vec<Alternative>>,
    }
    #[derive(Deserialize)]
    struct Word {
        #[serde(default = "sure")]
        conf: f64,
    }
    #[derive(Deserialize)]
    struct Alternative {
        text: String,
    }
    let wire: Wire = serde_json::from_slice(bytes)?;
    if let Some(partial) = wire.partial {
        return Ok(Message::Partial(tidy(&partial)));
    }
    // Its confidence of alternatives is no share: it is not taken for one.
    let best = wire.alternatives.map(|all| all.into_iter().next().map_or_else(String::new, |best| best.text));
    let Some(text) = wire.text.or(best) else { return Err(Fault::Unreadable { line: 1, column: 1 }) };
    let confidence = mean(wire.result.iter().map(|word| word.conf));
    Ok(Message::Final(Said { text: tidy(&text), confidence }))
}

/// Reads `{"text": …}`; `segments` of the verbose form and `logprobs` tell how sure it is.
pub(super) fn transcription(bytes: &[u8]) -> Result<Said, Fault> {
    #[derive(Deserialize)]
    struct Wire {
        text: String,
        #[serde(default)]
        segments: Option<Vec<Segment>>,
        #[serde(default)]
        logprobs: Option<Vec<Token>>,
    }
    #[derive(Deserialize)]
    struct Segment {
        #[serde(default)]
        avg_logprob: f64,
    }
    #[derive(Deserialize)]
    struct Token {
        #[serde(default)]
        logprob: f64,
    }
    let wire: Wire = serde_json::from_slice(bytes)?;
    let segments = wire.segments.unwrap_or_default().into_iter().map(|segment| segment.avg_logprob.exp());
    let tokens = wire.logprobs.unwrap_or_default().into_iter().map(|token| token.logprob.exp());
    Ok(Said { text: tidy(&wire.text), confidence: mean(segments.chain(tokens)) })
}

/// The mean of shares in thousandths. Who tells no share is believed: a document that asks for confidence would refuse
/// everything otherwise.
fn mean(shares: impl Iterator<Item = f64>) -> u16 {
    let (mut sum, mut count) = (0.0, 0_u32);
    for share in shares {
        sum += share.clamp(0.0, 1.0);
        count += 1;
    }
    if count == 0 { 1000 } else { (sum / f64::from(count) * 1000.0).round() as u16 }
}

fn sure() -> f64 {
    1.0
}

/// One blank between two words, and no control characters in a parameter.
fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, confidence: u16) -> Said {
        Said { text: text.into(), confidence }
    }

    #[test]
    fn messages_of_the_server_of_vosk() {
        let table = [
            (r#"{"partial" : "yes  pl"}"#, Message::Partial("yes pl".into())),
            (r#"{"text" : ""}"#, Message::Final(said("", 1000))),
            (
                r#"{"result":[{"conf":0.9,"word":"yes"},{"conf":0.8}],"text":"yes please"}"#,
                Message::Final(said("yes please", 850)),
            ),
            (
                r#"{"alternatives":[{"confidence":231.5,"text":"yes"},{"text":"jess"}]}"#,
                Message::Final(said("yes", 1000)),
            ),
        ];
        for (wire, read) in table {
            assert_eq!(message(wire.as_bytes()), Ok(read), "{wire}");
        }
    }

    #[test]
    fn answers_of_the_transcriptions_endpoint() {
        let table = [
            (r#"{"text":" Yes,\n please."}"#, said("Yes, please.", 1000)),
            (r#"{"text":"a b","segments":[{"avg_logprob":-0.1},{"avg_logprob":-0.3}]}"#, said("a b", 823)),
            (r#"{"text":"a","logprobs":[{"token":"a","logprob":0.0}]}"#, said("a", 1000)),
        ];
        for (wire, read) in table {
            assert_eq!(transcription(wire.as_bytes()), Ok(read), "{wire}");
        }
    }

    #[test]
    fn what_is_no_answer_is_told_without_its_words() {
        for wire in ["", "{}", "<html>", r#"{"text":{"secret":1}}"#, r#"{"partial":"secret"#] {
            let faults = [message(wire.as_bytes()).map(drop), transcription(wire.as_bytes()).map(drop)];
            for fault in faults {
                let fault = fault.expect_err(wire).to_string();
                assert!(fault.contains("not of its protocol") && !fault.contains("secret"), "{fault}");
            }
        }
    }

    #[test]
    fn several_are_as_sure_as_the_least_sure() {
        let all = [said("yes", 900), said("", 100), said("please", 700)];
        assert_eq!(Said::join(&all), said("yes please", 700));
        assert_eq!(Said::join(&[]), said("", 0));
    }
}
