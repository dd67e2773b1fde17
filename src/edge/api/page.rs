//! Lists come in pages (spec §8.3). The two APIs count differently: the older one tells totals, and its `num_pages` is
//! the number of whole pages.

use serde_json::{Map, Value, json};

use super::answer::Refused;
use super::{Base, Query};

/// Most that a page may have.
const MOST: usize = 1000;

/// Which page is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// As the query has it.
    pub(super) fn of(query: &Query) -> Result<Self, Refused> {
        let number = |name: &str, default: usize| match query.value(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| Refused::bad(format!("{name}: {text:?} is not a number"))),
        };
        let (number, size) = (number("Page", 0)?, number("PageSize", 50)?);
        if !(1..=MOST).contains(&size) {
            return Err(Refused::bad(format!("PageSize is 1 to {MOST}")));
        }
        Ok(Self { number, size })
    }

    /// The envelope of this page of `all`, which are under `name`.
    pub(super) fn cut(self, base: Base, name: &str, path: &str, all: Vec<Value>) -> Result<Value, Refused> {
        let (total, Self { number, size }) = (all.len(), self);
        let last = total.saturating_sub(1) / size;
        if number > last {
            return Err(Refused::bad(format!("there is no page {number}: the last is {last}")));
        }
        let start = number * size;
        let full = start + size <= total;
        let uri = |number: usize| json!(format!("{path}?Page={number}&PageSize={size}"));
        let next = if number < last { uri(number + 1) } else { Value::Null };
        let previous = number.checked_sub(1).map_or(Value::Null, uri);
        let mut map = Map::from_iter([
            ("page".to_owned(), json!(number)),
            ("page_size".to_owned(), json!(size)),
            ("start".to_owned(), json!(start)),
            ("uri".to_owned(), uri(number)),
            ("first_page_uri".to_owned(), uri(0)),
            ("next_page_uri".to_owned(), next),
            ("previous_page_uri".to_owned(), previous),
        ]);
        let end = match base {
            Base::Restcomm if !full => total,
            _ => (start + size).min(total).saturating_sub(1),
        };
        map.insert("end".to_owned(), json!(end));
        if base == Base::Restcomm {
            map.insert("num_pages".to_owned(), json!(total / size));
            map.insert("total".to_owned(), json!(total));
            map.insert("last_page_uri".to_owned(), uri(last));
        }
        map.insert(name.to_owned(), all.into_iter().skip(start).take(size).collect());
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(base: Base, query: &str, total: usize) -> Result<Value, Refused> {
        Page::of(&Query::read(query.as_bytes()))?.cut(base, "calls", "/x", (0..total).map(|n| json!(n)).collect())
    }

    #[test]
    fn pages_are_counted_as_their_api_counts() {
        for (base, query, total, start, end, count) in [
            (Base::Restcomm, "", 3, 0, 3, 3),
            (Base::Restcomm, "PageSize=2", 3, 0, 1, 2),
            (Base::Restcomm, "PageSize=2&Page=1", 3, 2, 3, 1),
            (Base::Twilio, "PageSize=2&Page=1", 3, 2, 2, 1),
            (Base::Twilio, "", 0, 0, 0, 0),
        ] {
            let page = envelope(base, query, total).unwrap();
            assert_eq!((&page["start"], &page["end"]), (&json!(start), &json!(end)), "{query} of {total}");
            assert_eq!(page["calls"].as_array().unwrap().len(), count, "{query} of {total}");
            assert_eq!(page.get("total").is_some(), base == Base::Restcomm);
        }
        assert_eq!(envelope(Base::Restcomm, "PageSize=2", 3).unwrap()["num_pages"], 1);
        assert_eq!(envelope(Base::Twilio, "PageSize=2", 3).unwrap()["next_page_uri"], "/x?Page=1&PageSize=2");
    }

    #[test]
    fn pages_that_are_none_are_refused() {
        for query in ["Page=-1", "Page=1", "PageSize=0", "PageSize=1001", "Page=x"] {
            assert!(envelope(Base::Restcomm, query, 3).is_err(), "{query}");
        }
    }
}
