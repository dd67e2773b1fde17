//! Where documents come from: files, folders, URLs, the standard input.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::rcml::Limits;

/// What is sent with a question, as a call sends it (spec §6.1).
const ACCEPT: &str = "text/xml, application/xml, text/html, audio/*, text/plain";
/// A question with all its redirects (spec §6.4).
const TOTAL: Duration = Duration::from_secs(15);
/// Redirects followed (spec §6.4).
const REDIRECTS: usize = 10;

/// A document as it came.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) name: String,
    pub(super) content_type: Option<String>,
    /// One byte more than allowed at most: enough for the refusal.
    pub(super) bytes: Vec<u8>,
}

/// A source that gave no document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) name: String,
    pub(super) why: String,
}

/// The documents of all sources in order; folders give theirs sorted by path.
pub(super) fn load(sources: &[String]) -> (Vec<Loaded>, Vec<Unreadable>) {
    let (mut loaded, mut unreadable) = (Vec::new(), Vec::new());
    for source in sources {
        for result in load_one(source) {
            match result {
                Ok(document) => loaded.push(document),
                Err(failure) => unreadable.push(failure),
            }
        }
    }
    (loaded, unreadable)
}

fn load_one(source: &str) -> Vec<Result<Loaded, Unreadable>> {
    let path = Path::new(source);
    if source == "-" {
        return vec![take("standard input", std::io::stdin().lock())];
    }
    if source.starts_with("http://") || source.starts_with("https://") {
        return vec![fetch(source)];
    }
    if !path.is_dir() {
        return vec![read_file(path)];
    }
    match documents_below(path) {
        Ok(paths) if paths.is_empty() => vec![Err(unreadable(source, "no *.xml below this folder"))],
        Ok(paths) => paths.iter().map(|path| read_file(path)).collect(),
        Err(error) => vec![Err(unreadable(source, error))],
    }
}

fn read_file(path: &Path) -> Result<Loaded, Unreadable> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| unreadable(&name, error))?;
    take(&name, file)
}

/// A file has no Content-Type: it is what it is said to be, a document.
fn take(name: &str, from: impl Read) -> Result<Loaded, Unreadable> {
    let most = Limits::DEFAULT.document as u64 + 1;
    let mut bytes = Vec::new();
    from.take(most).read_to_end(&mut bytes).map_err(|error| unreadable(name, error))?;
    Ok(Loaded { name: name.to_owned(), content_type: Some("text/xml".to_owned()), bytes })
}

/// Links to folders are not followed, so that no circle is walked.
fn documents_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml")) && path.is_file()
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn fetch(url: &str) -> Result<Loaded, Unreadable> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| unreadable(url, error))?;
    runtime.block_on(ask(url)).map_err(|why| unreadable(url, why))
}

async fn ask(url: &str) -> Result<Loaded, String> {
    let client = reqwest::Client::builder()
        .user_agent(concat!("callwright/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::limited(REDIRECTS))
        .timeout(TOTAL)
        .build()
        .map_err(|error| reason(&error))?;
    let request = client.get(url).header(reqwest::header::ACCEPT, ACCEPT);
    let mut response = request.send().await.map_err(|error| reason(&error))?;
    if !response.status().is_success() {
        return Err(format!("the server answers {}", response.status()));
    }
    let header = response.headers().get(reqwest::header::CONTENT_TYPE);
    let content_type = header.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > Limits::DEFAULT.document {
            bytes.truncate(Limits::DEFAULT.document + 1);
            break;
        }
    }
    Ok(Loaded { name: response.url().to_string(), content_type, bytes })
}

/// The innermost cause: what reqwest wraps around it says only that something went wrong.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    match error.is_timeout() {
        true => format!("no answer within {} s", TOTAL.as_secs()),
        false => cause.to_string(),
    }
}

fn unreadable(name: &str, why: impl std::fmt::Display) -> Unreadable {
    Unreadable { name: name.to_owned(), why: why.to_string() }
}
