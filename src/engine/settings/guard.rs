//! `[guard]`: who is kept out and what users may cost (threats-and-faults A3, A11, A15). `[rates]`, the prices.

use serde::{Deserialize, Serialize};

/// The guard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Guard {
    /// Wrong logins of one source within `login_window` that ban it for `login_ban` (A3). Trunks and this machine are
    /// never banned.
    pub login_failures: u32,
    /// Seconds over which wrong logins are counted.
    pub login_window: u64,
    /// Seconds for which a banned source is dropped without a reply.
    pub login_ban: u64,
    /// Wrong logins of one source to one account after which that account refuses that source for `account_lock`, even
    /// with the right password. Everybody else may log in.
    pub account_failures: u32,
    /// Seconds of that.
    pub account_lock: u64,
    /// Wrong PINs of a conference after which a call ends, and as many of one caller within `pin_lock` after which
    /// every PIN of that caller is wrong (A17).
    pub pin_failures: u32,
    /// Seconds of that.
    pub pin_lock: u64,
    /// Parts of the User-Agent of scanners, in any case: a message with one is dropped without a reply (A15).
    pub scanners: Vec<String>,
    /// Country codes that users may call, such as `1` and `49`; none allows all.
    pub countries: Vec<String>,
    /// Beginnings of numbers that no user may call, with country code. The longest of both lists decides.
    pub barred_prefixes: Vec<String>,
    /// Beginnings of numbers that users may call although country or `barred_prefixes` bar them.
    pub allowed_prefixes: Vec<String>,
    /// Calls of one user at once: those that it begins, and those that its telephones send on.
    pub user_channels: u32,
    /// Calls that one user may begin in a minute.
    pub user_calls_per_minute: u32,
    /// What the calls of one user may cost in a day (UTC), by `[rates]`; 0 does not ask.
    pub daily_spend: f64,
}

impl Default for Guard {
    fn default() -> Self {
        let scanners = [
            "friendly-scanner",
            "friendly-request",
            "sipvicious",
            "sundayddr",
            "sip-scan",
            "sipcli",
            "siparmyknife",
            "smap",
            "iwar",
            "vaxsipuseragent",
            "vaxipuseragent",
            "pplsip",
            "gulp",
            "sivus",
            "sip call",
        ];
        Self {
            login_failures: 10,
            login_window: 60,
            login_ban: 300,
            account_failures: 5,
            account_lock: 60,
            pin_failures: 5,
            pin_lock: 600,
            scanners: scanners.map(str::to_owned).to_vec(),
            countries: Vec::new(),
            barred_prefixes: Vec::new(),
            allowed_prefixes: Vec::new(),
            user_channels: 20,
            user_calls_per_minute: 60,
            daily_spend: 0.0,
        }
    }
}
