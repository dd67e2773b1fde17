//! Sizes and lists: files stay small, functions short, every file says what it is and is declared by its folder. The
//! numbers are those of CONTRIBUTING.md; the exceptions are named here, and the list only shrinks.

#[path = "house/source.rs"]
mod source;

use std::collections::BTreeSet;

use source::{Source, closing, files, is_word};

/// Half of all files, nine in ten, and every file are at most this long, in production lines.
const FILE: Limits = Limits { half: 180, most: 400, all: 600 };
/// The same for functions, signature and closing brace included.
const FUNCTION: Limits = Limits { half: 8, most: 30, all: 80 };

/// Files longer than `FILE.all`. One that has become shorter must leave this list.
const LONG_FILES: [&str; 0] = [];
/// Functions longer than `FUNCTION.all`, as `path::name`. One that has become shorter must leave this list.
const LONG_FUNCTIONS: [&str; 0] = [];

struct Limits {
    half: usize,
    most: usize,
    all: usize,
}

#[test]
fn files_stay_small() {
    let sizes = production_files().iter().map(|file| (file.path.clone(), file.production_lines())).collect();
    let faults = FILE.judge(sizes, &LONG_FILES);
    assert!(faults.is_empty(), "files:\n{}", faults.join("\n"));
}

#[test]
fn functions_stay_short() {
    let sizes = production_files().iter().flat_map(functions).collect();
    let faults = FUNCTION.judge(sizes, &LONG_FUNCTIONS);
    assert!(faults.is_empty(), "functions:\n{}", faults.join("\n"));
}

#[test]
fn every_file_opens_with_what_lives_there() {
    let mute: Vec<String> =
        files().into_iter().filter(|file| !file.text.starts_with("//! ")).map(|file| file.path).collect();
    assert!(mute.is_empty(), "these do not open with a `//!` comment: {mute:?}");
}

#[test]
fn every_file_is_declared_by_its_folder() {
    let lost = undeclared(&files());
    assert!(lost.is_empty(), "no `mod` line leads to: {lost:?}");
}

impl Limits {
    /// What is wrong with these sizes.
    fn judge(&self, mut sizes: Vec<(String, usize)>, exceptions: &[&str]) -> Vec<String> {
        let mut faults = Vec::new();
        for name in exceptions {
            if !sizes.iter().any(|(other, size)| other == name && *size > self.all) {
                faults.push(format!("{name} is no longer above {}: take it off the list", self.all));
            }
        }
        for (name, size) in &sizes {
            if *size > self.all && !exceptions.contains(&name.as_str()) {
                faults.push(format!("{name} has {size} lines, at most {} are allowed", self.all));
            }
        }
        sizes.sort_by_key(|(_, size)| *size);
        for (what, share, limit) in [("half", 50, self.half), ("nine in ten", 90, self.most)] {
            let at = sizes.len().saturating_sub(1) * share / 100;
            if let Some((name, size)) = sizes.get(at).filter(|(_, size)| *size > limit) {
                faults.push(format!("{what} must have at most {limit} lines, but that one ({name}) has {size}"));
            }
        }
        faults
    }
}

/// All files but those that are only for tests.
fn production_files() -> Vec<Source> {
    let all = files();
    let tests: BTreeSet<String> =
        all.iter().flat_map(|file| file.test_files().into_iter().map(|name| child(&file.path, &name))).collect();
    let is_test = |path: &str| {
        let stem = path.strip_suffix(".rs").unwrap_or(path);
        tests.iter().any(|test| stem == test || stem.starts_with(&format!("{test}/")))
    };
    all.into_iter().filter(|file| !is_test(&file.path)).collect()
}

/// The path, without `.rs`, of the module `name` declared in the file at `path`.
fn child(path: &str, name: &str) -> String {
    let folder = match path.strip_suffix(".rs").unwrap_or(path) {
        "lib" | "main" => String::new(),
        stem => format!("{}/", stem.strip_suffix("/mod").unwrap_or(stem)),
    };
    format!("{folder}{name}")
}

/// Every function of production code with its length in lines.
fn functions(file: &Source) -> Vec<(String, usize)> {
    let code = file.production();
    code.match_indices("fn ")
        .filter(|(at, _)| *at == 0 || !is_word(code.as_bytes()[at - 1]))
        .filter_map(|(at, _)| {
            let name: String = code[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let open = body(&code, at).filter(|_| !name.is_empty())?;
            let lines = code[at..=closing(&code, open)?].lines().count();
            Some((format!("{}::{name}", file.path), lines))
        })
        .collect()
}

/// Where the body of the function at `at` opens; a function without a body ends at a semicolon.
fn body(code: &str, at: usize) -> Option<usize> {
    let mut depth = 0i32;
    for (place, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(place),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Files to which no `mod` line leads.
fn undeclared(all: &[Source]) -> Vec<String> {
    let declared: BTreeSet<String> =
        all.iter().flat_map(|file| modules(&file.code).map(|name| child(&file.path, name))).collect();
    let is_known = |path: &str| {
        let stem = path.strip_suffix(".rs").unwrap_or(path);
        ["lib", "main"].contains(&stem) || declared.contains(stem.strip_suffix("/mod").unwrap_or(stem))
    };
    all.iter().map(|file| file.path.clone()).filter(|path| !is_known(path)).collect()
}

fn modules(code: &str) -> impl Iterator<Item = &str> {
    let lines = code.lines().map(str::trim);
    lines.filter_map(|line| line.rsplit_once("mod ")?.1.strip_suffix(';').map(str::trim))
}

#[test]
fn a_long_function_is_found_whatever_stands_in_it() {
    let text = format!("fn short() {{}}\nfn long(a: [u8; 3]) {{\n{}}}\n", "    let c = '}'; // }\n".repeat(80));
    let sizes = functions(&Source::new("x.rs", &text));
    assert_eq!(sizes, [("x.rs::short".to_owned(), 1), ("x.rs::long".to_owned(), 82)]);
    let faults = FUNCTION.judge(sizes, &[]);
    assert_eq!(faults, ["x.rs::long has 82 lines, at most 80 are allowed"]);
}

#[test]
fn functions_in_tests_and_without_body_do_not_count() {
    let text = "trait T {\n    fn none(&self) -> [u8; 2];\n}\ntype F = fn (u8);\n#[cfg(test)]\nmod tests {\n    fn t() {}\n}\n";
    assert_eq!(functions(&Source::new("x.rs", text)), []);
}

#[test]
fn the_median_and_the_ninth_decile_are_judged() {
    let sizes = |list: &[usize]| list.iter().map(|size| (format!("f{size}"), *size)).collect::<Vec<_>>();
    assert_eq!(FUNCTION.judge(sizes(&[1, 2, 8, 9, 70]), &[]).len(), 0);
    assert_eq!(FUNCTION.judge(sizes(&[1, 9, 9, 9, 9]), &[]).len(), 1);
    let long: Vec<usize> = (0..10).map(|n| if n < 6 { 3 } else { 40 }).collect();
    assert_eq!(FUNCTION.judge(sizes(&long), &[]).len(), 1);
}

#[test]
fn an_exception_that_is_not_needed_is_a_fault() {
    let sizes = || vec![("a".to_owned(), 3), ("b".to_owned(), 99)];
    assert!(FUNCTION.judge(sizes(), &["b"]).iter().all(|fault| !fault.contains("list")));
    let faults = FUNCTION.judge(sizes(), &["a", "b"]);
    assert!(faults.contains(&"a is no longer above 80: take it off the list".to_owned()), "{faults:?}");
}

#[test]
fn a_file_that_nobody_declares_is_found() {
    let all = [
        Source::new("lib.rs", "pub mod base;\n"),
        Source::new("base/mod.rs", "mod time;\n#[cfg(test)]\nmod tests;\n// mod lost;\n"),
        Source::new("base/time.rs", ""),
        Source::new("base/tests.rs", ""),
        Source::new("base/lost.rs", ""),
        Source::new("main.rs", ""),
    ];
    assert_eq!(undeclared(&all), ["base/lost.rs"]);
}
