//! Event: what a subscription is about (RFC 6665 §8.2.1), and for REFER which of several it is (RFC 3515 §2.4.6).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::Params;
use crate::wire::sip::grammar::{Malformed, cut, is_blank, is_token, malformed};

/// `Event: refer;id=93809824`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// The event package, in lower case.
    pub name: String,
    /// `id`, as written.
    pub id: Option<String>,
}

impl Package {
    /// The package of REFER; `id` is the number of its CSeq.
    pub fn refer(id: u32) -> Self {
        Self { name: "refer".to_owned(), id: Some(id.to_string()) }
    }

    /// Whether it is the package of REFER.
    pub fn is_refer(&self) -> bool {
        self.name == "refer"
    }
}

impl FromStr for Package {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (name, params) = cut(text, b';').unwrap_or((text, ""));
        let name = name.trim_matches(is_blank);
        if !is_token(name.as_bytes()) {
            return Err(malformed("Event", "it does not begin with a package"));
        }
        let params = Params::parse(params)?;
        let id = params.get("id").filter(|id| !id.is_empty()).map(str::to_owned);
        Ok(Self { name: name.to_ascii_lowercase(), id })
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.id.as_deref().map_or(Ok(()), |id| write!(f, ";id={id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        assert_eq!("Refer ; ID=7".parse(), Ok(Package::refer(7)));
        assert_eq!(Package::refer(7).to_string(), "refer;id=7");
        assert_eq!("presence.winfo".parse::<Package>().unwrap().id, None);
        assert!(";id=7".parse::<Package>().is_err());
    }
}
