//! Source files as the house tests see them: the text, and the same text with comments, strings and character literals
//! blanked, so that braces and paths can be counted without a parser.

use std::fs;
use std::path::Path;

/// One file under `src`.
pub(crate) struct Source {
    /// Relative to `src`, with `/`.
    pub(crate) path: String,
    /// As on disk.
    pub(crate) text: String,
    /// `text` with every byte of a comment, string or character literal replaced by a blank; newlines stay.
    pub(crate) code: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: blank(text) }
    }

    /// `code` without the modules that are only for tests, newlines kept.
    pub(crate) fn production(&self) -> String {
        let mut code = self.code.clone().into_bytes();
        for (start, end, _) in self.test_modules() {
            for byte in &mut code[start..end] {
                *byte = if *byte == b'\n' { b'\r' } else { b' ' };
            }
        }
        String::from_utf8(code).expect("blanking whole characters")
    }

    /// Lines of `text` that are not in a test module.
    pub(crate) fn production_lines(&self) -> usize {
        let tests: usize =
            self.test_modules().iter().map(|(start, end, _)| self.text[*start..*end].lines().count()).sum();
        self.text.lines().count() - tests
    }

    /// Names of modules declared as `#[cfg(test)] mod name;`.
    pub(crate) fn test_files(&self) -> Vec<String> {
        self.test_modules().into_iter().filter_map(|(_, _, file)| file).collect()
    }

    /// Where `#[cfg(test)] mod …` items begin and end, and the name where the module is a file.
    fn test_modules(&self) -> Vec<(usize, usize, Option<String>)> {
        const MARK: &str = "#[cfg(test)]";
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(start) = self.code[from..].find(MARK).map(|at| from + at) {
            from = start + MARK.len();
            let item = self.code[from..].trim_start();
            let Some(rest) = without_visibility(item).strip_prefix("mod ") else { continue };
            let begin = self.code.len() - rest.len();
            let end = rest.find([';', '{']).map_or(self.code.len(), |at| begin + at);
            if self.code[end..].starts_with('{') {
                let close = closing(&self.code, end).unwrap_or(self.code.len() - 1);
                found.push((start, close + 1, None));
                from = close + 1;
            } else {
                found.push((start, end + 1, Some(self.code[begin..end].trim().to_owned())));
                from = end + 1;
            }
        }
        found
    }
}

/// An item without its `pub` or `pub(…)`.
fn without_visibility(item: &str) -> &str {
    let Some(rest) = item.strip_prefix("pub") else { return item };
    let rest = match rest.strip_prefix('(') {
        Some(scoped) => scoped.split_once(')').map_or(rest, |(_, rest)| rest),
        None => rest,
    };
    rest.trim_start()
}

/// Every `.rs` file under `src`, in order of path.
pub(crate) fn files() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no sources under {}", root.display());
    found
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            walk(root, &path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let name = path.strip_prefix(root).expect("below root").to_string_lossy().replace('\\', "/");
            found.push(Source::new(&name, &fs::read_to_string(&path).expect("src is UTF-8")));
        }
    }
}

/// The position of the brace that closes the one at `open`.
pub(crate) fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// `text` of the same length with comments, strings and character literals blanked.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + literal(bytes, at);
        for byte in &mut code[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    // Bytes outside comments and literals are whole characters: every literal ends at an ASCII byte.
    String::from_utf8(code).expect("literals are blanked whole")
}

/// How many bytes of comment or literal begin at `at`; 0 when none does.
fn literal(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let in_word = at > 0 && is_word(bytes[at - 1]);
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => string(rest),
        [b'r' | b'b' | b'c', ..] if !in_word => prefixed(rest),
        [b'\'', ..] => character(rest),
        _ => 0,
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`, `b'…'`; not `r#name`.
fn prefixed(rest: &[u8]) -> usize {
    let letters = rest.iter().take_while(|b| matches!(b, b'r' | b'b' | b'c')).count().min(2);
    let raw = rest[..letters].contains(&b'r');
    let hashes = rest[letters..].iter().take_while(|b| **b == b'#').count();
    match rest.get(letters + hashes) {
        Some(b'"') if raw => {
            let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
            let body = letters + hashes + 1;
            let found = rest[body..].windows(close.len()).position(|window| window == close);
            found.map_or(rest.len(), |at| body + at + close.len())
        }
        Some(b'"') if hashes == 0 => letters + string(&rest[letters..]),
        Some(b'\'') if hashes == 0 && letters == 1 => letters + character(&rest[letters..]),
        _ => 0,
    }
}

/// A character literal, or 0 for a lifetime.
fn character(rest: &[u8]) -> usize {
    if rest.get(1) == Some(&b'\\') {
        // The character after the backslash may itself be a quote.
        return rest.iter().skip(3).position(|b| *b == b'\'').map_or(0, |at| at + 4);
    }
    let width = match rest.get(1) {
        Some(b) if *b < 0x80 => 1,
        Some(b) => b.leading_ones() as usize,
        None => return 0,
    };
    if rest.get(1 + width) == Some(&b'\'') { width + 2 } else { 0 }
}

pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[test]
fn comments_and_literals_are_blanked_and_code_is_not() {
    for (text, code) in [
        ("a /* { /* } */ { */ b", "a b"),
        (r#"x("{ \" }") y"#, "x( ) y"),
        (r##"r#"} " {"# z"##, "z"),
        (r"'{' '\'' '\u{7b}' &'a str", "&'a str"),
        ("b'}' b\"{\" r#type", "r#type"),
        ("'é' '—' k", "k"),
        ("let q = 1; // }\nfn", "let q = 1; fn"),
    ] {
        let source = Source::new("a.rs", text);
        assert_eq!(source.code.split_whitespace().collect::<Vec<_>>().join(" "), code, "{text}");
        assert_eq!(source.code.len(), text.len(), "{text}");
    }
}

#[test]
fn test_modules_are_not_production() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n#[cfg(test)]\nmod more;\nfn c() {}\n";
    let source = Source::new("a.rs", text);
    assert_eq!(source.production_lines(), 2);
    assert_eq!(source.test_files(), ["more"]);
    let production = source.production();
    assert!(production.contains("fn a") && production.contains("fn c") && !production.contains("fn b"));
}
