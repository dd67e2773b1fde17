//! Verbs with sound, driven by what media, loader, recogniser and disk would report. What is really heard is told by
//! stories; here is what the verbs ask for and when they go on.

mod gather;
mod record;

use super::*;
use crate::audio::Rate;
use crate::base::RecordingSid;
use crate::call::RequestId;
use crate::call::compat::PlayFailure;
use crate::call::source::{LoadFault, Source, Speech, Voice};
use crate::media::{ClipId, Command as Media, Ended, Event, GroupId, LineId, PlayId, Sounding};

/// An answered call on which a document runs.
struct Ear {
    bench: Bench,
    group: GroupId,
    line: LineId,
    last: Vec<Output>,
    /// Of our 200.
    tag: String,
}

impl Ear {
    fn new(mut settings: Settings, document: &str) -> Self {
        // Callbacks of a call leave one after the other, and nobody answers here.
        settings.numbers.values_mut().for_each(|number| number.status_callback = None);
        let mut bench = Bench::new(settings);
        let rung = bench.message(7000, &invite("c1"));
        let opened = rung.iter().find_map(|output| match output {
            Output::Media(Media::Open { group, line, .. }) => Some((*group, *line)),
            _ => None,
        });
        let (group, line) = opened.expect("a line is opened");
        let last = bench.reply(&rung, &format!("<Response>{document}</Response>"));
        assert_eq!(statuses(&last), [200], "a verb with sound answers");
        let answer = sent(&last).remove(0);
        let tag = answer.header("To").unwrap().split("tag=").nth(1).unwrap().to_owned();
        let mut ear = Self { bench, group, line, last, tag };
        ear.message("ACK", 1);
        ear
    }

    fn plain(document: &str) -> Self {
        Self::new(settings(), document)
    }

    fn give(&mut self, input: Input) -> &mut Self {
        self.last = self.bench.give(input);
        self
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.chars() {
            self.bench.now += Duration::from_millis(200);
            self.give(Input::Media(Event::Key { group: self.group, line: self.line, key }));
        }
        self
    }

    fn later(&mut self, millis: u64) -> &mut Self {
        self.bench.now += Duration::from_millis(millis);
        self.give(Input::Tick)
    }

    fn played(&mut self, play: PlayId) -> &mut Self {
        self.give(Input::Media(Event::Played { group: self.group, line: self.line, play }))
    }

    fn speaks(&mut self, speaks: bool) -> &mut Self {
        self.give(Input::Media(Event::Speech { group: self.group, line: self.line, speaks }))
    }

    fn recorded(&mut self, recording: RecordingSid, ended: Ended, millis: u64) -> &mut Self {
        let length = Duration::from_millis(millis);
        self.give(Input::Media(Event::Recorded { group: self.group, recording, ended, length, sounding: length }))
    }

    fn filed(&mut self, recording: RecordingSid) -> &mut Self {
        self.give(Input::Filed { group: self.group, recording, result: Ok(1000) })
    }

    /// Leaves what the engine did last as it was.
    fn message(&mut self, method: &str, cseq: u32) -> Vec<Output> {
        let text = format!(
            "{method} sip:+15550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bK{method}\r\n\
             From: <sip:alice@127.0.0.1>;tag=a1\r\nTo: <sip:+15550100@127.0.0.1>;tag={}\r\nCall-ID: c1\r\n\
             CSeq: {cseq} {method}\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            self.tag
        );
        self.bench.message(7000, &text)
    }

    fn hangs_up(&mut self) -> &mut Self {
        self.last = self.message("BYE", 2);
        self
    }

    fn media(&self) -> impl Iterator<Item = &Media> {
        self.last.iter().filter_map(|output| match output {
            Output::Media(command) => Some(command),
            _ => None,
        })
    }

    fn play(&self) -> (PlayId, Sounding, u32) {
        let found = self.media().find_map(|command| match command {
            Media::Play { play, what, times, .. } => Some((*play, what.clone(), *times)),
            _ => None,
        });
        found.expect("something is played")
    }

    fn load(&self) -> (RequestId, ClipId, Source) {
        let found = self.last.iter().find_map(|output| match output {
            Output::Load { id, clip, source, rate: Rate::Narrow, .. } => Some((*id, *clip, source.clone())),
            _ => None,
        });
        found.expect("a sound is asked for")
    }

    fn recording(&self) -> (RecordingSid, crate::media::Recording) {
        let found = self.media().find_map(|command| match command {
            Media::Record { recording, plan, .. } => Some((*recording, plan.clone())),
            _ => None,
        });
        found.expect("something is recorded")
    }

    fn hushed(&self) -> bool {
        self.media().any(|command| matches!(command, Media::Hush { .. }))
    }

    fn ends(&self) -> bool {
        sent(&self.last).iter().any(|message| message.method().is_some_and(|method| method.to_string() == "BYE"))
    }

    /// Path and parameters of what is asked or told, callbacks about the call left out.
    fn asked(&self) -> Vec<(String, String)> {
        let hooks = fetches(&self.last).into_iter().filter(|(_, exchange)| !exchange.url.ends_with("/status"));
        hooks.map(|(_, exchange)| (exchange.url.clone(), exchange.body.clone().unwrap_or_default())).collect()
    }

    fn asks(&self, path: &str, params: &[&str]) {
        let asked = self.asked();
        let [(url, body)] = asked.as_slice() else { panic!("{asked:?}") };
        assert_eq!(url, &format!("http://app.example{path}"));
        for param in params {
            assert!(body.split('&').any(|own| own == *param), "{param} in {body}");
        }
    }

    fn noted(&self, code: u32) -> bool {
        self.last.iter().any(|output| matches!(output, Output::Note(note) if note.code == code))
    }

    fn doing(&self) -> String {
        let calls = self.bench.engine.families.values().flat_map(|family| family.calls());
        calls.map(|call| self.bench.engine.describe(call.sid).unwrap()).collect::<Vec<_>>().join("; ")
    }
}

#[test]
fn say_is_loaded_played_and_followed_by_the_next_verb() {
    let mut ear = Ear::plain("<Say language='bp' voice='woman' loop='2'>Olá, <w>você</w></Say><Pause/>");
    let (id, clip, source) = ear.load();
    let language = "pt-BR".to_owned();
    let speech = Speech { voice: Voice::Woman, language, text: "Olá, você".to_owned(), is_marked_up: false };
    assert_eq!(source, Source::Speech(speech));
    let (play, what, times) = ear.play();
    assert_eq!((what, times), (Sounding::Clip(clip), 2));
    assert_eq!(ear.doing(), "in-progress, Say, loading");
    ear.give(Input::Loaded { id, result: Ok(()) });
    assert_eq!(ear.doing(), "in-progress, Say, playing");
    ear.played(play);
    assert_eq!(ear.doing(), "in-progress, Pause");
    assert!(ear.media().any(|command| matches!(command, Media::Drop { clip: own, .. } if *own == clip)));
    assert!(ear.later(1000).ends());
}

#[test]
fn a_text_that_cannot_be_spoken_is_passed_over() {
    let mut ear = Ear::plain("<Say>Hello</Say><Pause/>");
    let (id, _, _) = ear.load();
    let (play, _, _) = ear.play();
    ear.give(Input::Loaded { id, result: Err(LoadFault::Speechless("no voice".into())) });
    assert!(ear.noted(13521));
    assert!(ear.media().any(|command| matches!(command, Media::Feed { piece, .. } if piece.is_last)), "it ends");
    ear.played(play);
    assert_eq!(ear.doing(), "in-progress, Pause");
}

#[test]
fn the_call_ends_with_a_sound_that_cannot_be_had_unless_told_otherwise() {
    for (setting, ends) in [(None, true), (Some(PlayFailure::Continue), false)] {
        let mut settings = settings();
        settings.compat.play_failure = setting;
        let mut ear = Ear::new(settings, "<Play>gone.wav</Play><Pause length='5'/>");
        let (id, _, source) = ear.load();
        assert_eq!(source, Source::Url("http://app.example/gone.wav".into()));
        let (play, _, _) = ear.play();
        ear.give(Input::Loaded { id, result: Err(LoadFault::Status(404)) });
        assert!(ear.noted(13233) && !ear.ends(), "what came of it is heard first");
        assert_eq!(ear.played(play).ends(), ends);
    }
}

#[test]
fn keys_are_played_before_a_sound_and_the_next_sound_is_loaded_meanwhile() {
    let mut ear = Ear::plain("<Play digits='1w2'>/a.wav</Play>");
    let (play, what, times) = ear.play();
    assert_eq!((what, times), (Sounding::Keys("1w2".into()), 1));
    let (_, clip, _) = ear.load();
    ear.played(play);
    assert_eq!(ear.play().1, Sounding::Clip(clip));
}

#[test]
fn an_illegal_url_is_passed_over() {
    let ear = Ear::plain("<Play>ftp://x/a.wav</Play><Pause/>");
    assert!(ear.noted(11100));
    assert_eq!(ear.doing(), "in-progress, Pause");
}
