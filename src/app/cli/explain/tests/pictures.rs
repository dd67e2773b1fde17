//! What is printed, whole: a picture for each kind of outcome, and the same for programs.

use super::*;

fn picture(from: &str, to: &str, source: &str) -> String {
    let (question, explanation) = told(from, to, source);
    let mut out = Vec::new();
    draw::text(&mut out, &question, &explanation, false).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_number_is_found_in_another_spelling() {
    insta::assert_snapshot!(picture("alice", "2125550100", "198.51.100.9"), @r#"
    sip:alice@pbx.example calls sip:2125550100@pbx.example from 198.51.100.9

      ✓  source        §9.2   a stranger: has to log in
      ?  overload      O1     not asked here, it depends on the moment: no shut-down, and fewer calls than limits.calls (10000)
      ✓  address       §12    2125550100 is called
      ✓  organisation  §9.1   default has the host pbx.example
      ✓  login         1      user alice of default, by digest
      ?  guard         A11    not asked here, it depends on the moment: the calls of alice at once and in this minute
      ·  own document  1a     users.alice has no application
      ·  client        1b 2a  2125550100 is no user of default
      →  number        1c 2b  number "+12125550100", the same with its country code
         their number  2b     comes later and would not fit: the caller is a user: numbers of other organisations are not for it
         registration  §9.6   comes later and would not fit: the caller is a user
         domain        3      comes later and would not fit: no SIP domain of default is called pbx.example
         catch-all     §9.3   comes later and would not fit: default has no number "*"
         outbound      1d     comes later and would take the call: users.alice.outbound is on, and guard.countries has 1
         relay         2c     comes later and would not fit: the source is no trunk

    asks http://app.example/main (POST), a call of default
      not looked at: the login is taken as right; a wrong one is refused with 403
      not looked at: bans, and how many calls trunks carry: they depend on the moment
    "#);
}

#[test]
fn a_client_is_called_and_registration_decides() {
    insta::assert_snapshot!(picture("sip:alice@pbx.example", "bob", "198.51.100.9"), @r#"
    sip:alice@pbx.example calls sip:bob@pbx.example from 198.51.100.9

      ✓  source        §9.2   a stranger: has to log in
      ?  overload      O1     not asked here, it depends on the moment: no shut-down, and fewer calls than limits.calls (10000)
      ✓  address       §12    bob is called
      ✓  organisation  §9.1   default has the host pbx.example
      ✓  login         1      user alice of default, by digest
      ?  guard         A11    not asked here, it depends on the moment: the calls of alice at once and in this minute
      ·  own document  1a     users.alice has no application
      →  client        1b 2a  bob is a user of default
         number        1c 2b  comes later and would not fit: no number or pattern of default fits bob
         their number  2b     comes later and would not fit: the caller is a user: numbers of other organisations are not for it
         registration  §9.6   comes later and would not fit: the caller is a user
         domain        3      comes later and would not fit: no SIP domain of default is called pbx.example
         catch-all     §9.3   comes later and would not fit: default has no number "*"
         outbound      1d     comes later and would not fit: bob is nothing that a telephone dials
         relay         2c     comes later and would not fit: the source is no trunk

    calls the telephones of bob of default, as <Dial><Client>bob</Client></Dial>
      not looked at: the login is taken as right; a wrong one is refused with 403
      not looked at: whether bob has a telephone registered: without one the call fails
      not looked at: bans, and how many calls trunks carry: they depend on the moment
    "#);
}

#[test]
fn a_barred_number_is_refused() {
    insta::assert_snapshot!(picture("alice", "+19005550100", "198.51.100.9"), @r#"
    sip:alice@pbx.example calls sip:+19005550100@pbx.example from 198.51.100.9

      ✓  source        §9.2   a stranger: has to log in
      ?  overload      O1     not asked here, it depends on the moment: no shut-down, and fewer calls than limits.calls (10000)
      ✓  address       §12    +19005550100 is called
      ✓  organisation  §9.1   default has the host pbx.example
      ✓  login         1      user alice of default, by digest
      ?  guard         A11    not asked here, it depends on the moment: the calls of alice at once and in this minute
      ·  own document  1a     users.alice has no application
      ·  client        1b 2a  +19005550100 is no user of default
      ·  number        1c 2b  no number or pattern of default fits +19005550100
      ·  their number  2b     the caller is a user: numbers of other organisations are not for it
      ·  registration  §9.6   the caller is a user
      ·  domain        3      no SIP domain of default is called pbx.example
      ·  catch-all     §9.3   default has no number "*"
      ✗  outbound      1d     guard.barred_prefixes has 1900
         relay         2c     comes later and would not fit: the source is no trunk

    refused 403: [guard] bars the number or its country
      not looked at: the login is taken as right; a wrong one is refused with 403
    "#);
}

#[test]
fn a_stranger_is_asked_to_log_in() {
    insta::assert_snapshot!(picture("sip:100@far.example", "sip:+442071234567@pbx.example", "203.0.113.5"), @r#"
    sip:100@far.example calls sip:+442071234567@pbx.example from 203.0.113.5

      ✓  source        §9.2   a stranger: has to log in
      ?  overload      O1     not asked here, it depends on the moment: no shut-down, and fewer calls than limits.calls (10000)
      ✓  address       §12    +442071234567 is called
      ✓  organisation  §9.1   default has the host pbx.example
      ✗  login         1      From is no user of default: it has to log in as one
         guard         A11    comes later and would let the call pass: the caller is no user
         own document  1a     comes later and would not fit: the caller is no user
         client        1b 2a  comes later and would not fit: +442071234567 is no user of default
         number        1c 2b  comes later and would not fit: no number or pattern of default fits +442071234567
         their number  2b     comes later and would not fit: no other organisation has that telephone number
         registration  §9.6   comes later and would not fit: the source is no trunk
         domain        3      comes later and would not fit: no SIP domain of default is called pbx.example
         catch-all     §9.3   comes later and would not fit: default has no number "*"
         outbound      1d     comes later and would not fit: the caller is no user
         relay         2c     comes later and would not fit: the source is no trunk

    refused 407: the caller has to log in
    "#);
}

#[test]
fn the_json_has_the_same() {
    let (question, explanation) = told("alice", "+442071234567", "198.51.100.9");
    let mut out = Vec::new();
    draw::json(&mut out, &question, &explanation).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
    {
      "from": "sip:alice@pbx.example",
      "not_looked_at": [
        "the login is taken as right; a wrong one is refused with 403"
      ],
      "outcome": "refused 403: [guard] bars the number or its country",
      "refusal": "fraud_barred",
      "request_uri": "sip:+442071234567@pbx.example",
      "source": "198.51.100.9",
      "steps": [
        {
          "because": "a stranger: has to log in",
          "rule": "§9.2",
          "standing": "passes",
          "step": "source"
        },
        {
          "because": "not asked here, it depends on the moment: no shut-down, and fewer calls than limits.calls (10000)",
          "rule": "O1",
          "standing": "open",
          "step": "overload"
        },
        {
          "because": "+442071234567 is called",
          "rule": "§12",
          "standing": "passes",
          "step": "address"
        },
        {
          "because": "default has the host pbx.example",
          "rule": "§9.1",
          "standing": "passes",
          "step": "organisation"
        },
        {
          "because": "user alice of default, by digest",
          "rule": "1",
          "standing": "passes",
          "step": "login"
        },
        {
          "because": "not asked here, it depends on the moment: the calls of alice at once and in this minute",
          "rule": "A11",
          "standing": "open",
          "step": "guard"
        },
        {
          "because": "users.alice has no application",
          "rule": "1a",
          "standing": "misses",
          "step": "own document"
        },
        {
          "because": "+442071234567 is no user of default",
          "rule": "1b 2a",
          "standing": "misses",
          "step": "client"
        },
        {
          "because": "no number or pattern of default fits +442071234567",
          "rule": "1c 2b",
          "standing": "misses",
          "step": "number"
        },
        {
          "because": "the caller is a user: numbers of other organisations are not for it",
          "rule": "2b",
          "standing": "misses",
          "step": "their number"
        },
        {
          "because": "the caller is a user",
          "rule": "§9.6",
          "standing": "misses",
          "step": "registration"
        },
        {
          "because": "no SIP domain of default is called pbx.example",
          "rule": "3",
          "standing": "misses",
          "step": "domain"
        },
        {
          "because": "default has no number \"*\"",
          "rule": "§9.3",
          "standing": "misses",
          "step": "catch-all"
        },
        {
          "because": "guard.countries has no country of +442071234567",
          "rule": "1d",
          "standing": "refuses",
          "step": "outbound"
        },
        {
          "because": "comes later and would not fit: the source is no trunk",
          "rule": "2c",
          "standing": "not_asked",
          "step": "relay"
        }
      ],
      "to": "sip:+442071234567@pbx.example"
    }
    "#);
}
