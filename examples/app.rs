//! A customer's app for measurements: answers every document request with a Dial to one SIP target and takes callbacks.
//!
//! ```sh
//! cargo run --release --example app -- 127.0.0.1:8080 sip:bob@127.0.0.1:5070 [callbacks]
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{get, post};

struct App {
    document: String,
    told: AtomicU64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [listen, target, rest @ ..] = words.as_slice() else {
        return Err("usage: app LISTEN SIP-URI [callbacks]".into());
    };
    let events = match rest.first().map(String::as_str) {
        Some("callbacks") => r#" statusCallback="/told" statusCallbackEvent="initiated,ringing,answered,completed""#,
        _ => "",
    };
    let document = format!("<Response><Dial><Sip{events}>{target}</Sip></Dial></Response>");
    let app = Arc::new(App { document, told: AtomicU64::new(0) });
    let router = Router::new()
        .route(
            "/voice",
            post(|State(app): State<Arc<App>>| async move { ([(CONTENT_TYPE, "text/xml")], app.document.clone()) }),
        )
        .route(
            "/told",
            post(|State(app): State<Arc<App>>| async move {
                app.told.fetch_add(1, Ordering::Relaxed);
            }),
        )
        .route("/count", get(|State(app): State<Arc<App>>| async move { app.told.load(Ordering::Relaxed).to_string() }))
        .with_state(app);
    axum::serve(tokio::net::TcpListener::bind(listen).await?, router).await?;
    Ok(())
}
