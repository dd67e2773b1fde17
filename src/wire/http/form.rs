//! `application/x-www-form-urlencoded` (spec §6.1): the body of a POST and the query of a GET. Space is `+`, everything
//! but letters, digits and `*-._` is percent-encoded, so that no value can bring a parameter or a line of its own (H9).

use url::form_urlencoded;

/// The encoded form of `params`, in their order.
pub fn encode<N: AsRef<str>, V: AsRef<str>>(params: &[(N, V)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in params {
        form.append_pair(name.as_ref(), value.as_ref());
    }
    form.finish()
}

/// The parameters of an encoded form, in their order. Bytes that are not UTF-8 become replacement characters.
pub fn parse(form: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(form).into_owned().collect()
}

/// `query` with `params` appended; a parameter of the same name that was there gives way (spec §6.1). What stays, stays
/// byte for byte, because signatures and applications depend on it.
pub fn merge(query: Option<&str>, params: &[(String, String)]) -> String {
    let ours =
        |piece: &str| parse(piece.as_bytes()).first().is_some_and(|(name, _)| params.iter().any(|p| p.0 == *name));
    let kept = query.unwrap_or_default().split('&').filter(|piece| !piece.is_empty() && !ours(piece));
    let mut pieces: Vec<String> = kept.map(str::to_owned).collect();
    if !params.is_empty() {
        pieces.push(encode(params));
    }
    pieces.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn encodes_exactly_and_reads_back() {
        let table: &[(&[(&str, &str)], &str)] = &[
            (&[], ""),
            (&[("From", "+15551234"), ("To", "sip:bob@example.com")], "From=%2B15551234&To=sip%3Abob%40example.com"),
            (&[("a b", "c d")], "a+b=c+d"),
            (&[("x", "*-._~")], "x=*-._%7E"),
            (&[("name", "Zoë\r\nX: 1&b=2")], "name=Zo%C3%AB%0D%0AX%3A+1%26b%3D2"),
        ];
        for (params, text) in table {
            assert_eq!(encode(params), *text);
            assert_eq!(parse(text.as_bytes()), pairs(params));
        }
    }

    #[test]
    fn ours_replace_the_same_names_of_the_query_and_leave_the_rest_alone() {
        let ours = pairs(&[("CallSid", "CA1"), ("To", "b c")]);
        let table = [
            (None, "CallSid=CA1&To=b+c"),
            (Some("x=%7e&y"), "x=%7e&y&CallSid=CA1&To=b+c"),
            (Some("To=evil&a=1&%54o=evil"), "a=1&CallSid=CA1&To=b+c"),
            (Some("to=other&&"), "to=other&CallSid=CA1&To=b+c"),
        ];
        for (query, merged) in table {
            assert_eq!(merge(query, &ours), merged);
        }
    }
}
