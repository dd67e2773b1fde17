//! Whole documents: what is read, what is refused and where, and that nothing of it panics.

use proptest::prelude::*;

use super::*;

const VERBS: [&str; 3] = ["Say", "Dial", "Play"];

fn parse(text: &str) -> Result<Document, Fault> {
    parse_bytes(text.as_bytes())
}

fn parse_bytes(bytes: &[u8]) -> Result<Document, Fault> {
    read(&Source { name: "test.xml", bytes, charset_hint: None }, &VERBS, Limits::DEFAULT)
}

/// Names, attributes and texts in brackets.
fn picture(element: &Element) -> String {
    let attributes: String = element.attributes.iter().map(|a| format!(" {}={:?}", a.name, a.value)).collect();
    let children: Vec<_> = element
        .children
        .iter()
        .filter_map(|node| match node {
            Node::Element(child) => Some(picture(child)),
            Node::Text(text) if text.value.trim().is_empty() => None,
            Node::Text(text) => Some(format!("{:?}", text.value)),
        })
        .collect();
    format!("({}{attributes}{}{})", element.name, if children.is_empty() { "" } else { " " }, children.join(" "))
}

fn drawn(text: &str) -> String {
    parse(text).map_or_else(|fault| fault.to_string(), |document| picture(&document.root))
}

#[test]
fn blank_lines_before_the_declaration_are_read_over_with_a_warning() {
    let document = parse("\n \n<?xml version='1.0' encoding='iso-8859-1'?><Response/>").expect("a tolerable document");
    let told: Vec<_> = document.faults.iter().map(ToString::to_string).collect();
    let help = "remove the white space and line breaks before <?xml";
    assert_eq!(told, [format!("3:1 12200: the XML declaration is not at the very start ({help})")]);
}

#[test]
fn elements_attributes_and_texts_are_read_in_order() {
    let text =
        "<?xml version=\"1.0\"?>\n<Response>\n <Say voice = ' man '>Sales &amp; support</Say><Dial/>\n</Response>\n";
    assert_eq!(drawn(text), r#"(Response (Say voice="man" "Sales & support") (Dial))"#);
}

#[test]
fn every_name_and_value_knows_its_place() {
    let text = "\u{FEFF}<Response>\r\n  <Sáy vóice=\"é\">☎ x</Sáy>\r\n</Response>";
    let document = parse(text).unwrap();
    let say = document.root.elements().next().unwrap();
    let slice = |span: Span| document.text.get(span.start..span.end).unwrap();
    assert_eq!((slice(say.span), say.span.line, say.span.column), ("Sáy", 2, 4));
    let attribute = &say.attributes[0];
    assert_eq!((slice(attribute.span), attribute.span.column), ("é", 15));
    assert_eq!((slice(attribute.name_span), attribute.name_span.column), ("vóice", 8));
    assert_eq!((slice(say.text_span()), say.text_span().column), ("☎ x", 18));
}

#[test]
fn a_raw_ampersand_is_itself_in_text_and_attribute() {
    let text = "<Response><Dial a='?x=1&y=2&amp;z'>sip:a@b?x-a=1&x-b=2&&amp;c&</Dial></Response>";
    assert_eq!(drawn(text), r#"(Response (Dial a="?x=1&y=2&z" "sip:a@b?x-a=1&x-b=2&&c&"))"#);
}

#[test]
fn white_space_alone_is_an_empty_document() {
    for text in ["", " \r\n\t", "\u{FEFF}"] {
        assert_eq!(drawn(text), "(Response)");
    }
}

#[test]
fn a_known_verb_as_root_is_the_only_verb_and_is_warned_of() {
    let document = parse("<Dial timeout='5'>1234</Dial>").unwrap();
    assert_eq!(picture(&document.root), r#"(Response (Dial timeout="5" "1234"))"#);
    assert_eq!(document.faults.len(), 1);
    assert_eq!((document.faults[0].code, document.faults[0].severity), (12200, Severity::Warning));
}

#[test]
fn what_is_no_document_is_refused_with_code_place_and_help() {
    for (text, message) in [
        (
            "<response/>",
            "1:2 12100: the root element is response, not Response (did you mean <Response>? Names are case-sensitive)",
        ),
        (
            "<dial/>",
            "1:2 12100: the root element is dial, not Response (did you mean <Dial>? Names are case-sensitive)",
        ),
        ("<html/>", "1:2 12100: the root element is html, not Response (put the verbs inside <Response>…</Response>)"),
        (
            "%%<Response/>",
            "1:1 12100: text outside the root element (a document is one <Response>…</Response> and nothing else)",
        ),
        (
            "<Response/>\n x",
            "2:2 12100: text outside the root element (a document is one <Response>…</Response> and nothing else)",
        ),
        ("<Response/><![CDATA[x]]>", "1:12 12100: text outside the root element"),
        (
            "<Response/><Response/>",
            "1:13 12100: a second root element Response after the end of the first (a document has exactly one Response)",
        ),
        ("<Response><Say>", "1:12 12100: Say is not closed (the document ends before </Say>)"),
        ("<!-- nothing -->", "1:1 12100: there is no root element"),
        (
            "<Response><Say>&nbsp;</Say></Response>",
            "1:16 12100: the entity nbsp is not defined (write &#160; for a no-break space)",
        ),
        ("<Response a='1'b='2'/>", "1:16 12100: no white space before the attribute b"),
        ("<Response a='<'/>", "1:14 12100: a < inside the value of a (write &lt;)"),
        (
            "<!-- --><?xml version='1.0'?><Response/>",
            "1:9 12100: the XML declaration is not at the very start (remove what stands before <?xml, white space and line breaks included)",
        ),
        (
            "<Response><1Say/></Response>",
            "1:12 12100: this is not an XML name (a name begins with a letter and has letters, digits, hyphens, points; write &lt; for a < in text)",
        ),
    ] {
        assert_eq!(drawn(text), message, "{text}");
    }
    for text in [
        "<Response></Say>",
        "<Response",
        "<Response a=1/>",
        "<Response a='1' a='2'/>",
        "<Response a/>",
        "<",
        "<Response><!-- a -- b --></Response>",
    ] {
        assert_eq!(parse(text).unwrap_err().code, code::MALFORMED, "{text}");
    }
}

#[test]
fn x1_any_doctype_is_refused() {
    for text in [
        "<!DOCTYPE Response><Response/>",
        "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><Response><Say>&b;</Say></Response>",
        "<!DOCTYPE r SYSTEM 'http://127.0.0.1/x.dtd'><Response/>",
        "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Response>&x;</Response>",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1/'> %p;]><Response/>",
        "<!doctype html><Response/>",
    ] {
        let fault = parse(text).unwrap_err();
        assert_eq!((fault.code, fault.message.as_str()), (12100, "a DOCTYPE is not accepted"), "{text}");
    }
}

#[test]
fn x2_what_exceeds_a_limit_is_refused_with_its_position() {
    let nested = |depth: usize| format!("{}{}", "<Response>".repeat(depth), "</Response>".repeat(depth));
    let attributes = |count: usize| {
        let all: String = (0..count).map(|n| format!(" a{n}=''")).collect();
        format!("<Response{all}/>")
    };
    let text = |length: usize| format!("<Response>{}</Response>", "x".repeat(length));
    let name = |length: usize| format!("<Response><{}/></Response>", "x".repeat(length));
    let value = |length: usize| format!("<Response a='{}'/>", "x".repeat(length));
    let elements = |count: usize| format!("<Response>{}</Response>", "<Say/>".repeat(count - 1));
    for (good, bad, message) in [
        (nested(64), nested(65), "elements are nested more than 64 deep"),
        (nested(64), nested(10_000), "elements are nested more than 64 deep"),
        (attributes(64), attributes(65), "Response has more than 64 attributes"),
        (attributes(64), attributes(100_000), "Response has more than 64 attributes"),
        (text(65_536), text(65_537), "a text of more than 65536 bytes"),
        (name(256), name(257), "a name of more than 256 bytes"),
        (name(256), name(1_000_000), "a name of more than 256 bytes"),
        (value(65_536), value(65_537), "a text of more than 65536 bytes"),
        (elements(10_000), elements(10_001), "more than 10000 elements"),
    ] {
        assert!(parse(&good).is_ok(), "{message}");
        let fault = parse(&bad).unwrap_err();
        assert_eq!((fault.message.as_str(), fault.span.line), (message, 1));
    }
    let pieces = format!("<Response>{}</Response>", "x<!---->".repeat(65_537));
    assert_eq!(parse(&pieces).unwrap_err().message, "a text of more than 65536 bytes");
    let large = parse_bytes(&vec![b' '; (1 << 20) + 1]).unwrap_err();
    assert_eq!(large.code, 11750);
    assert!(parse_bytes(&vec![b' '; 1 << 20]).is_ok());
}

#[test]
fn x3_bytes_and_characters_that_are_none_are_refused_with_their_offset() {
    for (bytes, part) in [
        (&b"<Response>\xFF</Response>"[..], "offset 10 "),
        (b"<Response>\xC3</Response>", "offset 10 "),
        (b"<Response>\xED\xA0\x80</Response>", "offset 10 "),
        (b"<Response>\0</Response>", "U+0000 at byte offset 10 "),
        (b"<Response>\n\x1B</Response>", "U+001B at byte offset 11 "),
        ("<Response>\u{FFFE}</Response>".as_bytes(), "U+FFFE at byte offset 10 "),
        (b"<Response>&#xD800;</Response>", "names no character"),
        (b"<Response a='&#0;'/>", "names no character"),
    ] {
        let fault = parse_bytes(bytes).unwrap_err();
        assert_eq!(fault.code, 12100);
        assert!(fault.message.contains(part), "{fault}");
        assert!(fault.span.line >= 1);
    }
}

#[test]
fn x7_comments_cdata_instructions_and_namespaces_do_not_change_the_meaning() {
    for (text, meaning) in [
        ("<Response><Say>a<!-- x -->b</Say></Response>", r#"(Response (Say "ab"))"#),
        ("<Response><Say>a<![CDATA[<&amp;>]]>b</Say></Response>", r#"(Response (Say "a<&amp;>b"))"#),
        ("<Response><?php x ?><Say>a<?y?>b</Say></Response>", r#"(Response (Say "ab"))"#),
        ("<!-- a --><?b?><Response/><!-- c -->\n", "(Response)"),
        (
            "<Response xmlns='urn:x'><Say xml:lang='en'>a</Say></Response>",
            r#"(Response xmlns="urn:x" (Say xml:lang="en" "a"))"#,
        ),
        ("<Response><Say>a <b>c</b> d</Say></Response>", r#"(Response (Say "a " (b "c") " d"))"#),
    ] {
        assert_eq!(drawn(text), meaning, "{text}");
    }
    let mixed = parse("<Response><Say>a <b>c<i>!</i></b> d</Say></Response>").unwrap();
    let say = mixed.root.elements().next().unwrap();
    assert_eq!((say.text().as_str(), say.deep_text().as_str()), ("a  d", "a c! d"));
}

#[test]
fn a_document_survives_being_written_out_and_hides_its_values_when_printed() {
    let document = parse("<Response><Dial password='hunter2'>+15551234</Dial></Response>").unwrap();
    let back: Document = serde_json::from_str(&serde_json::to_string(&document).unwrap()).unwrap();
    assert_eq!(back, document);
    let printed = format!("{:?}", document.root);
    assert!(!printed.contains("hunter2") && !printed.contains("5551234"), "{printed}");
}

/// The tree roxmltree sees, drawn alike.
fn oracle(node: roxmltree::Node<'_, '_>) -> String {
    let attributes: String = node.attributes().map(|a| format!(" {}={:?}", a.name(), a.value().trim())).collect();
    let mut children: Vec<String> = Vec::new();
    let mut run = String::new();
    for child in node.children() {
        if child.is_text() {
            run.push_str(child.text().unwrap_or_default());
        } else if child.is_element() {
            push_text(&mut children, &mut run);
            children.push(oracle(child));
        }
    }
    push_text(&mut children, &mut run);
    let name = node.tag_name().name();
    format!("({name}{attributes}{}{})", if children.is_empty() { "" } else { " " }, children.join(" "))
}

fn push_text(children: &mut Vec<String>, run: &mut String) {
    let text = std::mem::take(run);
    if !text.trim().is_empty() {
        children.push(format!("{text:?}"));
    }
}

fn well_formed() -> impl Strategy<Value = String> {
    let name = || proptest::sample::select(vec!["Say", "Dial", "Sip", "x-y", "_z", "é", "a.b"]);
    let piece = proptest::sample::select(vec![
        "text",
        " ",
        "\n",
        "\r\n",
        "&amp;",
        "&#x1F4DE;",
        "&lt;b&gt;",
        "é☎",
        "<!-- c -->",
        "<?pi d?>",
        "<![CDATA[<&]]>",
        "'\"",
    ]);
    let text = proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat());
    let value = proptest::sample::select(vec!["", "1", "a b", "é", "&quot;&amp;", "a\nb", "x'y", "a=b;c"]);
    let leaf = text.clone().boxed();
    leaf.prop_recursive(5, 40, 4, move |inner| {
        let child = (name(), proptest::option::of((name(), value.clone())), inner, text.clone());
        proptest::collection::vec(child, 0..4).prop_map(|children| {
            let written = children.into_iter().map(|(name, attribute, inner, tail)| {
                let attribute = attribute.map(|(name, value)| format!(" {name}=\"{value}\"")).unwrap_or_default();
                match inner.is_empty() {
                    true => format!("<{name}{attribute} />{tail}"),
                    false => format!("<{name}{attribute}>{inner}</{name} >{tail}"),
                }
            });
            written.collect()
        })
    })
    .prop_map(|inner| format!("<?xml version=\"1.0\"?>\n<Response>{inner}</Response>\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_panics_on_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_bytes(&bytes);
    }

    #[test]
    fn never_panics_on_what_resembles_xml(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "<", ">", "/", "</", "Response", "Say", " ", "=", "\"", "'", "&", ";", "#", "x", "<!--", "-->", "<![CDATA[", "]]>",
        "<?", "?>", "xml", "\u{FEFF}", "é", "\r\n", "<!DOCTYPE", "&amp;", "&#", "<Response>", "</Response>",
    ]), 0..40)) {
        let text: String = pieces.concat();
        if let Ok(document) = parse(&text) {
            prop_assert!(document.root.name == "Response");
        }
    }

    #[test]
    fn agrees_with_roxmltree_on_what_is_well_formed(text in well_formed()) {
        let theirs = roxmltree::Document::parse(&text).unwrap();
        prop_assert_eq!(drawn(&text), oracle(theirs.root_element()));
    }
}
