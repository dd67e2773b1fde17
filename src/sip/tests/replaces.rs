//! Which dialog a Replaces means (RFC 3891).

use super::*;

const UDP: Transport = Transport::Udp;

#[test]
fn s26_a_replaces_finds_confirmed_dialogs_and_calls_of_ours_that_ring() {
    let mut solo = Solo::new();
    let (up, tag) = answered(&mut solo);
    let named = |text: String| text.parse().unwrap();
    let ours = named(format!("from-bob;to-tag={tag};from-tag=bob"));
    assert_eq!(solo.sip.find_replaced(&ours), Ok(up));
    assert_eq!(solo.sip.replaces(up).unwrap().to_string(), format!("from-bob;to-tag=bob;from-tag={tag}"));
    let early_only = named(format!("from-bob;to-tag={tag};from-tag=bob;early-only"));
    assert_eq!(solo.sip.find_replaced(&early_only), Err(486));
    for wrong in ["other;to-tag={};from-tag=bob", "from-bob;to-tag={};from-tag=eve", "from-bob;to-tag=x;from-tag=bob"] {
        assert_eq!(solo.sip.find_replaced(&named(wrong.replace("{}", &tag))), Err(481), "{wrong}");
    }
    let calling = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    let early = || named(format!("{};to-tag={};from-tag=x", invite.call_id(), invite.from().unwrap().tag().unwrap()));
    assert_eq!(solo.sip.find_replaced(&early()), Err(481), "nobody rings yet");
    solo.hear(flow(UDP), &respond(&invite, 180, "x", "", ""));
    assert_eq!(solo.sip.find_replaced(&early()), Ok(calling));
    solo.hear(flow(UDP), &request("BYE", "bye", 2, &tag, "", ""));
    assert_eq!(solo.sip.find_replaced(&ours), Err(603));
}

#[test]
fn s26_an_early_dialog_that_they_began_can_be_replaced_by_their_refer_alone() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, UDP);
    solo.act(|sip, now| sip.ring(now, dialog, 180, &[], None));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    let replaces = format!("from-bob;to-tag={tag};from-tag=bob").parse().unwrap();
    assert_eq!(solo.sip.find_replaced(&replaces), Err(481));
    assert_eq!(solo.sip.find_referred(&replaces), Ok(dialog));
    let early_only = format!("from-bob;to-tag={tag};from-tag=bob;early-only").parse().unwrap();
    assert_eq!(solo.sip.find_referred(&early_only), Ok(dialog));
    let stranger = format!("from-bob;to-tag={tag};from-tag=eve").parse().unwrap();
    assert_eq!(solo.sip.find_referred(&stranger), Err(481));
    solo.act(|sip, now| sip.answer(now, dialog, &[], "v=0\n".into()));
    assert_eq!(solo.sip.find_referred(&replaces), Ok(dialog));
    assert_eq!(solo.sip.find_referred(&early_only), Err(486));
}

#[test]
fn an_invite_says_what_it_replaces() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let good = format!("Replaces: from-bob;to-tag={tag};from-tag=bob\n");
    let table = [
        (String::new(), None),
        (good.clone(), Some(Ok(dialog))),
        (format!("Require: replaces\n{good}"), Some(Ok(dialog))),
        (format!("{good}{good}"), Some(Err(400))),
        ("Replaces: nonsense\n".to_owned(), Some(Err(400))),
        ("Replaces: a;to-tag=b;from-tag=c\n".to_owned(), Some(Err(481))),
    ];
    for (number, (more, wanted)) in table.into_iter().enumerate() {
        let invite = request("INVITE", &format!("other{number}"), 1, "", &more, "v=0\n");
        solo.hear(flow(UDP), &invite.replace("from-bob\nCSeq", &format!("other{number}\nCSeq")));
        let Some(Event::Incoming { replaces, .. }) = solo.take_events().pop() else { panic!("{more}") };
        assert_eq!(replaces, wanted, "{more}");
    }
}
