//! `[api]`: where applications get recordings and see to conferences, and
//! what they are told of that place (RecordingUrl).

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// The port of the REST resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Api {
    /// Where it listens; nowhere unless set.
    pub listen: Option<SocketAddr>,
    /// How applications reach it, as `https://voice.example.com`; unless set, by the address that it listens on.
    pub public_url: Option<String>,
    /// Whoever knows the URL of a recording gets the file without login (spec §8.7).
    pub public_recordings: bool,
    /// Bytes of a request's body; larger ones are refused with 413 (spec §8.1).
    pub max_body_bytes: usize,
}

impl Default for Api {
    fn default() -> Self {
        Self { listen: None, public_url: None, public_recordings: false, max_body_bytes: 10_000_000 }
    }
}

impl Api {
    /// The URL of a resource, such as `/2010-04-01/Accounts/…`. Without a port of ours it is the path alone: whoever
    /// serves the folder of recordings knows the rest.
    pub fn url(&self, path: &str) -> String {
        let base = match (&self.public_url, self.listen) {
            (Some(public), _) => public.trim_end_matches('/').to_owned(),
            (None, Some(listen)) => format!("http://{listen}"),
            (None, None) => String::new(),
        };
        base + path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_begin_with_the_public_one_or_with_where_the_port_is() {
        let listen = Some(SocketAddr::from(([127, 0, 0, 1], 8088)));
        let public_url = Some("https://voice.example.com/cw/".to_owned());
        for (api, url) in [
            (Api { listen, public_url, ..Api::default() }, "https://voice.example.com/cw/x"),
            (Api { listen, ..Api::default() }, "http://127.0.0.1:8088/x"),
            (Api::default(), "/x"),
        ] {
            assert_eq!(api.url("/x"), url);
        }
    }
}
