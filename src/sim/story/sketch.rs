//! A story for an RCML document that has none: a caller, and a phone that answers wherever the document dials.

use std::path::Path;

/// The text of that story. The targets are found by reading the text alone: what the engine makes of them is its own
/// business, and the ladder shows it.
pub(super) fn story(path: &Path, document: &str) -> String {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut text =
        format!("story \"{name} with a caller and phones that answer\"\nnumber * -> /{name}\nphone caller\n");
    for (index, host) in hosts(document).iter().enumerate() {
        text.push_str(&format!(
            "phone callee{} at sip:callee@{host}: rings 2s, answers, talks 5s, hangs up\n",
            index + 1
        ));
    }
    if document.contains("<Number") {
        text.push_str("proxy sip:proxy.example\n");
        text.push_str("phone proxy at sip:proxy@proxy.example: rings 2s, answers, talks 5s, hangs up\n");
    }
    text.push_str("play\n  caller calls +15550100\n");
    text
}

/// The hosts behind every `sip:` of the document, each once.
fn hosts(document: &str) -> Vec<String> {
    let mut hosts = Vec::new();
    for target in document.split("sip:").skip(1) {
        let target = target.split(|c: char| "<>\"'?; \n".contains(c)).next().unwrap_or_default();
        let host = target.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
        let is_name = host.contains(|c: char| c.is_ascii_alphabetic());
        if is_name && !hosts.iter().any(|known| known == host) {
            hosts.push(host.to_owned());
        }
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_target_once() {
        let document = "<Dial><Sip>sip:a@x.example;transport=tcp?h=1</Sip><Sip>sip:b@y.example</Sip>\
            <Sip>sip:c@x.example:5070</Sip><Sip>sip:127.0.0.1</Sip></Dial>";
        assert_eq!(hosts(document), ["x.example", "y.example"]);
    }
}
