//! What holds for all offers and answers, whoever makes them.

use proptest::prelude::*;

use super::*;

fn some_codecs() -> impl Strategy<Value = Vec<Codec>> {
    let all = vec![Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus];
    prop::sample::subsequence(all, 1..=4).prop_shuffle()
}

proptest! {
    #[test]
    fn offer_answer_accept_agree_on_mirrored_terms(a in some_codecs(), b in some_codecs(), port in 1024u16..65000, direction in 0usize..4) {
        let (here, there): (SocketAddr, SocketAddr) = (([192, 0, 2, 1], port).into(), ([192, 0, 2, 2], port ^ 2).into());
        let (mut asks, mut says) = (Session::new(1, here, a.clone()), Session::new(2, there, b.clone()));
        let direction = ["sendrecv", "sendonly", "recvonly", "inactive"][direction];
        let offer = String::from_utf8(asks.offer().to_vec()).unwrap().replace("sendrecv", direction);
        let Ok((answer, theirs)) = says.answer(offer.as_bytes()) else {
            prop_assert!(a.iter().all(|codec| !b.contains(codec)));
            return Ok(());
        };
        let mine = asks.accept(&answer).unwrap();
        prop_assert_eq!((mine.remote, theirs.remote), (Some(there), Some(here)));
        prop_assert_eq!(mine.direction, theirs.direction.reversed());
        prop_assert_eq!(mine.remote_rtcp.unwrap().port(), there.port() + 1);
        let mirrored: Vec<Format> =
            theirs.formats.formats.iter().map(|f| Format { codec: f.codec, send: f.recv, recv: f.send }).collect();
        prop_assert_eq!(&mine.formats.formats, &mirrored);
        prop_assert_eq!(mine.formats.events.map(|e| (e.send, e.recv, e.clock)), theirs.formats.events.map(|e| (e.recv, e.send, e.clock)));
        let (offered, taken) = (sdp::read(offer.as_bytes()).unwrap(), sdp::read(&answer).unwrap());
        prop_assert!(taken[0].formats.iter().all(|format| offered[0].formats.contains(format)));
        let names: Vec<Codec> = mine.formats.formats.iter().map(|format| format.codec).collect();
        prop_assert!(names.iter().all(|x| names.iter().all(|y| x.passes_to(*y))));
    }

    #[test]
    fn nothing_that_comes_panics_and_a_fault_changes_nothing(lines in prop::collection::vec(line(), 0..14), standing in any::<bool>()) {
        let text = format!("v=0\r\n{}\r\n", lines.join("\r\n"));
        let mut session = session();
        if standing {
            session.offer();
        }
        let before = session.clone();
        if session.accept(text.as_bytes()).is_err() {
            prop_assert_eq!(&session, &before);
        }
        let before = session.clone();
        match session.answer(text.as_bytes()) {
            Err(_) => prop_assert_eq!(&session, &before),
            Ok((answer, _)) => {
                let (offered, answered) = (sdp::read(text.as_bytes()).unwrap(), sdp::read(&answer).unwrap());
                prop_assert_eq!(offered.len(), answered.len());
                for (o, a) in offered.iter().zip(&answered) {
                    prop_assert_eq!(&o.kind, &a.kind);
                    prop_assert!(a.formats.iter().all(|format| o.formats.contains(format)));
                }
                session.offer();
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut session = session();
        let _ = session.answer(&bytes);
        session.offer();
        let _ = session.accept(&bytes);
    }
}

/// A line that may stand in a description, right or a little wrong.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "m=(audio|video) (0|9|4000|65535) RTP/(AVP|AVPF|SAVP)( (0|8|9|13|96|97|101|128|x)){1,5}",
        2 => "c=IN IP(4 192.0.2.1|4 0.0.0.0|6 ::|4 224.0.0.1|4 host|4 192.0.2.1/x)",
        4 => "a=rtpmap:(0|8|96|97|101|300|) ?(PCMU|pcma|opus|G722|telephone-event|)/?(8000|48000|0|99999999999|)(/2|/1|/x)?",
        1 => "a=(sendrecv|sendonly|recvonly|inactive|rtcp-mux|rtcp:0|rtcp:65535|rtcp:5 IN IP4 1.1.1.1|crypto:1|ptime:0)",
        1 => "a=fmtp:(96|101|) (0-15|[a-z=;]{0,8})",
    ]
}
