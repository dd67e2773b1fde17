//! Which numbers of the world users may call, and what a minute costs (threats-and-faults A11). Settings alone decide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::route::worldwide;
use crate::engine::settings::{Settings, SettingsFault};

impl Settings {
    /// Whether `[guard]` and `[rates]` can be used.
    pub fn check_guard(&self) -> Result<(), SettingsFault> {
        Tolls::of(self).map(drop)
    }
}

/// Millionths of the currency of `[rates]`: sums that do not depend on how floating point rounds.
pub(in crate::engine) const UNIT: f64 = 1_000_000.0;

/// What `[guard]` and `[rates]` say about numbers. Prefixes are digits without the plus.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::engine) struct Tolls {
    country: String,
    countries: Vec<String>,
    /// Prefix → whether it may be called.
    prefixes: BTreeMap<String, bool>,
    /// Prefix → millionths a minute.
    rates: BTreeMap<String, u64>,
}

impl Tolls {
    /// What the settings say.
    pub(in crate::engine) fn of(settings: &Settings) -> Result<Self, SettingsFault> {
        let guard = &settings.guard;
        let mut prefixes = BTreeMap::new();
        for (setting, list, may) in [
            ("guard.barred_prefixes", &guard.barred_prefixes, false),
            ("guard.allowed_prefixes", &guard.allowed_prefixes, true),
        ] {
            for text in list {
                prefixes.insert(prefix(setting, text)?, may);
            }
        }
        let rate = |(text, price): (&String, &f64)| match price.is_finite() && *price >= 0.0 {
            true => Ok((prefix("rates", text)?, (price * UNIT).round() as u64)),
            false => Err(SettingsFault { setting: format!("rates.\"{text}\""), text: "is no price".into() }),
        };
        Ok(Self {
            country: settings.default_country.clone(),
            countries: guard.countries.iter().map(|code| prefix("guard.countries", code)).collect::<Result<_, _>>()?,
            prefixes,
            rates: settings.rates.iter().map(rate).collect::<Result<_, _>>()?,
        })
    }

    /// Whether a user may call the number; either way, which setting says so.
    pub(in crate::engine) fn judge(&self, number: &str) -> Result<String, String> {
        let world = worldwide(number, &self.country);
        let digits = world.as_deref().unwrap_or(number);
        match (longest(&self.prefixes, digits), &world) {
            (Some((prefix, true)), _) => Ok(format!("guard.allowed_prefixes has {prefix}")),
            (Some((prefix, false)), _) => Err(format!("guard.barred_prefixes has {prefix}")),
            (None, Some(world)) if !self.countries.is_empty() => {
                let country = self.countries.iter().find(|code| world.starts_with(code.as_str()));
                let country = country.map(|code| format!("guard.countries has {code}"));
                country.ok_or_else(|| format!("guard.countries has no country of +{world}"))
            }
            _ => Ok("nothing under [guard] bars it".to_owned()),
        }
    }

    /// Millionths a minute; nothing where no rate fits.
    pub(in crate::engine) fn price(&self, number: &str) -> u64 {
        let world = worldwide(number, &self.country);
        longest(&self.rates, world.as_deref().unwrap_or(number)).map_or(0, |(_, price)| price)
    }
}

/// The entry with the longest key that `digits` begins with.
fn longest<'t, T: Copy>(table: &'t BTreeMap<String, T>, digits: &str) -> Option<(&'t str, T)> {
    let fits = table.iter().filter(|(prefix, _)| digits.starts_with(prefix.as_str()));
    fits.max_by_key(|(prefix, _)| prefix.len()).map(|(prefix, value)| (prefix.as_str(), *value))
}

fn prefix(setting: &str, text: &str) -> Result<String, SettingsFault> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    match !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'*' | b'#')) {
        true => Ok(digits.to_owned()),
        false => {
            let text = format!("\"{text}\" is no beginning of a number; write digits with country code, such as 1900");
            Err(SettingsFault { setting: setting.to_owned(), text })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tolls() -> Tolls {
        let settings: Settings = toml::from_str(
            r#"
            [guard]
            countries = ["1", "+49"]
            barred_prefixes = ["1900", "49900", "*"]
            allowed_prefixes = ["4412", "49900555"]
            [rates]
            1 = 0.01
            "+1900" = 2.5
            "#,
        )
        .unwrap();
        Tolls::of(&settings).unwrap()
    }

    #[test]
    fn a11_the_longest_prefix_decides_then_the_country() {
        let tolls = tolls();
        for (number, may) in [
            ("+12125550100", true),
            ("2125550100", true),
            ("+19005550100", false),
            ("19005550100", false),
            ("01119005550100", false),
            ("+4930123456", true),
            ("+4990012345", false),
            ("+4990055512", true),
            ("+441212345678", true),
            ("+442071234567", false),
            ("011442071234567", false),
            ("911", true),
            ("*72", false),
        ] {
            assert_eq!(tolls.judge(number).is_ok(), may, "{number}: {:?}", tolls.judge(number));
        }
        assert!(Tolls::default().judge("+882123456").is_ok(), "no list bars nobody");
    }

    #[test]
    fn a_minute_costs_what_the_longest_rate_says() {
        let tolls = tolls();
        assert_eq!(tolls.price("+12125550100"), 10_000);
        assert_eq!(tolls.price("9005550100"), 2_500_000);
        assert_eq!(tolls.price("+4930123456"), 0);
    }

    #[test]
    fn what_is_no_prefix_is_refused_by_its_setting() {
        for (text, setting) in [
            ("[guard]\ncountries = ['de']", "guard.countries"),
            ("[guard]\nbarred_prefixes = ['']", "guard.barred_prefixes"),
            ("[rates]\nx = 1.0", "rates"),
            ("[rates]\n1 = -1.0", "rates.\"1\""),
        ] {
            let fault = Tolls::of(&toml::from_str(text).unwrap()).unwrap_err();
            assert_eq!(fault.setting, setting);
        }
    }
}
