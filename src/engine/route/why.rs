//! Why a request is refused: one list for responses, log lines, counters and `callwright explain`.

use std::fmt;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The engine is shutting down.
    Draining,
    /// `limits.calls` is reached.
    TooManyCalls,
    /// Its user part is longer than any address, or has controls.
    BadAddress,
    /// A stranger, and there is nobody it could log in as.
    Stranger,
    /// It has to log in.
    LoginRequired,
    /// It logged in wrongly.
    WrongLogin,
    /// Too many wrong logins to that account came from its source.
    Locked,
    /// Its user or organisation is switched off.
    Inactive,
    /// Its host belongs to no organisation.
    UnknownOrganization,
    /// What it calls belongs to another organisation.
    OtherOrganization,
    /// Nothing is configured for that number or domain.
    NoApplication,
    /// No telephone of the user is registered.
    NotRegistered,
    /// The user may not call what is not ours.
    NotPermitted,
    /// `[guard]` bars the number or its country.
    Barred,
    /// The user has as many calls as it may.
    Channels,
    /// The user began as many calls in this minute as it may.
    TooFast,
    /// The calls of this user cost as much today as they may.
    Spent,
    /// A redirection of a user leads to a host that is neither ours nor let by `[transfer]`.
    OutsideDialPlan,
}

/// Name for counters, and the reason in words.
const WORDS: [(Why, &str, &str); 18] = [
    (Why::Draining, "draining", "the engine is shutting down"),
    (Why::TooManyCalls, "too_many_calls", "limits.calls is reached"),
    (Why::BadAddress, "bad_address", "what it calls is longer than any address or has control characters"),
    (Why::Stranger, "unknown_source", "its source is no trunk, and there is no user it could log in as"),
    (Why::LoginRequired, "login_required", "the caller has to log in"),
    (Why::WrongLogin, "wrong_login", "the caller's login is wrong"),
    (Why::Locked, "account_locked", "too many wrong logins to that account came from its source"),
    (Why::Inactive, "inactive", "its user or organisation is not active"),
    (Why::UnknownOrganization, "unknown_organization", "its host belongs to no organisation"),
    (Why::OtherOrganization, "other_organization", "what it calls belongs to another organisation"),
    (Why::NoApplication, "no_application", "no number, pattern, domain or user takes it"),
    (Why::NotRegistered, "not_registered", "no telephone of the user that is called is registered"),
    (Why::NotPermitted, "not_permitted", "its user has no permission for calls through the outbound trunk"),
    (Why::Barred, "fraud_barred", "[guard] bars the number or its country"),
    (Why::Channels, "fraud_channels", "its user has as many calls as it may have at once"),
    (Why::TooFast, "fraud_calls_per_minute", "its user began as many calls in this minute as it may"),
    (Why::Spent, "fraud_spend", "the calls of its user cost as much today as they may"),
    (Why::OutsideDialPlan, "fraud_outside_dial_plan", "it leads to an address outside the dial plan; see [transfer]"),
];

impl Why {
    /// The name for counters.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// Whether it smells of fraud: somebody should look.
    pub fn is_alarming(self) -> bool {
        self.name().starts_with("fraud_")
    }

    /// The phrase of the refusal, where it is not the standard one.
    pub fn phrase(self) -> Option<String> {
        (self == Self::Inactive).then(|| "Account is not ACTIVE".to_owned())
    }

    fn words(self) -> (&'static str, &'static str) {
        let found = WORDS.iter().find(|(why, _, _)| *why == self);
        found.map_or(("refused", "refused"), |(_, name, words)| (name, words))
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().1)
    }
}
