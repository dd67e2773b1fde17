//! Verbs with sound, driven by what media, loader, recogniser and disk would report. What is really heard is told by
//! stories; here is what the verbs ask for and when they go on.

use super::*;
use crate::audio::Rate;
use crate::base::RecordingSid;
use crate::call::RequestId;
use crate::call::compat::{PlayFailure, TypeAhead};
use crate::call::recogniser::Heard;
use crate::call::recording::Status;
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

#[test]
fn a_key_stops_the_prompts_and_so_many_keys_make_the_input() {
    let mut ear = Ear::plain("<Gather numDigits='2' action='/g'><Pause/><Say>Press</Say></Gather><Hangup/>");
    ear.later(1000);
    assert_eq!(ear.doing(), "in-progress, Gather, prompting, 0 of 2 digits");
    assert!(ear.keys("4").hushed());
    assert_eq!(ear.doing(), "in-progress, Gather, listening, 1 of 2 digits");
    ear.keys("2").asks("/g", &["Digits=42"]);
}

#[test]
fn a_finish_key_ends_the_input_and_is_no_part_of_it() {
    for (attributes, keys, digits) in [
        ("", "12#", Some("12")),
        ("finishOnKey='*9'", "1#9", Some("1%23")),
        ("", "#", None),
        ("actionOnEmptyResult='true'", "#", Some("")),
        ("startInputKey='5' finishOnKey='#'", "12#5#", Some("5")),
    ] {
        let mut ear = Ear::plain(&format!("<Gather action='/g' {attributes}/><Pause/>"));
        ear.keys(keys);
        match digits {
            Some(digits) => ear.asks("/g", &[&format!("Digits={digits}")]),
            None => assert_eq!((ear.asked(), ear.doing().as_str()), (vec![], "in-progress, Pause"), "{attributes}"),
        }
    }
}

#[test]
fn without_a_finish_key_only_silence_ends_the_input() {
    let mut ear = Ear::plain("<Gather finishOnKey='' timeout='3'/>");
    ear.keys("1#").later(2900);
    assert_eq!(ear.doing(), "in-progress, Gather, listening, 2 digits");
    ear.later(100).asks("/voice", &["Digits=1%23"]);
}

#[test]
fn the_first_key_is_waited_for_from_the_end_of_the_prompts() {
    let mut ear = Ear::plain("<Gather timeout='2'><Pause length='9'/></Gather>");
    ear.later(9000).later(1900);
    assert!(!ear.ends());
    assert!(ear.later(100).ends(), "nothing was collected, nothing follows");
}

#[test]
fn without_barge_in_the_prompts_are_heard_to_their_end() {
    let mut ear = Ear::plain("<Gather numDigits='1' bargeIn='false' action='/g'><Pause length='4'/></Gather>");
    ear.later(1000).keys("7");
    assert_eq!(ear.asked(), []);
    ear.later(3000).asks("/g", &["Digits=7"]);
}

#[test]
fn keys_before_a_gather_are_for_it_only_where_that_is_set() {
    for (setting, digits) in [(None, "3"), (Some(TypeAhead::Keep), "123")] {
        let mut settings = settings();
        settings.compat.type_ahead = setting;
        let mut ear = Ear::new(settings, "<Say>Hello</Say><Gather action='/g'/>");
        let ((id, _, _), (play, _, _)) = (ear.load(), ear.play());
        ear.keys("12").give(Input::Loaded { id, result: Ok(()) }).played(play);
        ear.keys("3#").asks("/g", &[&format!("Digits={digits}")]);
    }
}

#[test]
fn without_a_recogniser_speech_is_silence() {
    let mut ear = Ear::plain("<Gather input='speech' timeout='2'/><Pause/>");
    assert!(ear.noted(13316));
    assert_eq!(ear.later(2000).doing(), "in-progress, Pause");
}

fn hearing(document: &str) -> (Ear, RequestId) {
    let mut settings = settings();
    settings.recogniser.url = Some("wss://speech.example".into());
    let ear = Ear::new(settings, document);
    let id = ear.last.iter().find_map(|output| match output {
        Output::Recognise { id, .. } => Some(*id),
        _ => None,
    });
    (ear, id.expect("speech is recognised"))
}

#[test]
fn speech_stops_the_prompts_is_told_in_part_and_goes_to_the_action() {
    let document = "<Gather input='dtmf speech' action='/g' partialResultCallback='/p' speechTimeout='auto'>\
        <Say>Speak</Say></Gather>";
    let (mut ear, id) = hearing(document);
    assert!(ear.speaks(true).hushed());
    ear.give(Input::Heard { id, what: Heard::Partial { text: "two".into(), stability: 500 } });
    ear.asks("/p", &["UnstableSpeechResult=two", "SequenceNumber=0", "Stability=0.50"]);
    ear.keys("1");
    assert_eq!(ear.asked(), [], "words came first");
    ear.speaks(false).later(700);
    assert!(ear.last.contains(&Output::Conclude { id }));
    ear.give(Input::Heard { id, what: Heard::Final { text: "two words".into(), confidence: 870 } });
    ear.asks("/g", &["SpeechResult=two+words", "Confidence=0.87"]);
    assert!(ear.last.contains(&Output::Abandon { id }), "nobody listens any more");
}

#[test]
fn a_key_before_anybody_speaks_ends_the_listening_for_words() {
    let (mut ear, id) = hearing("<Gather input='speech dtmf' action='/g' numDigits='1'/>");
    ear.keys("5").asks("/g", &["Digits=5"]);
    assert!(ear.last.contains(&Output::Abandon { id }));
}

#[test]
fn a_recogniser_that_fails_is_silence() {
    let (mut ear, id) = hearing("<Gather input='speech' timeout='2' action='/g'/><Pause/>");
    ear.give(Input::Heard { id, what: Heard::Failed("gone".into()) });
    assert!(ear.noted(13316));
    assert_eq!(ear.later(2000).doing(), "in-progress, Pause");
}

/// A Record that has beeped and runs.
fn taking(settings: Settings, attributes: &str) -> (Ear, RecordingSid) {
    let mut ear = Ear::new(settings, &format!("<Record {attributes}/><Pause/>"));
    let (play, what, _) = ear.play();
    assert_eq!((what, ear.doing().as_str()), (Sounding::Beep, "in-progress, Record, beep"));
    ear.played(play);
    let (recording, plan) = ear.recording();
    assert_eq!((plan.is_dual, plan.longest.as_secs()), (false, 3600));
    (ear, recording)
}

#[test]
fn a_recording_is_told_when_its_file_can_be_read() {
    let (mut ear, recording) = taking(settings(), "action='/r' recordingStatusCallback='/s'");
    let stops =
        |ear: &Ear| ear.media().any(|command| matches!(command, Media::StopRecording { cut, .. } if !cut.is_zero()));
    assert!(stops(ear.keys("5")), "the key is not in the file");
    ear.recorded(recording, Ended::Stopped, 6700);
    assert_eq!(ear.asked(), [], "the file is not closed yet");
    ear.filed(recording);
    let asked = ear.asked();
    let body = |path: &str| asked.iter().find(|(url, _)| url.ends_with(path)).map(|(_, body)| body.clone()).unwrap();
    let (told, action) = (body("/s"), body("/r"));
    let account = &ear.bench.engine.settings.account.sid;
    let url = format!("%2Frestcomm%2F2012-04-24%2FAccounts%2F{account}%2FRecordings%2F{recording}");
    for part in ["RecordingDuration=7".to_owned(), format!("RecordingUrl={url}"), format!("RecordingSid={recording}")] {
        assert!(action.contains(&part) && told.contains(&part), "{part} in {action} and {told}");
    }
    assert!(action.contains("Digits=5") && told.contains("RecordingStatus=completed"), "{action} {told}");
    let row =
        ear.last.iter().any(|output| matches!(output, Output::Recording(entry) if entry.status == Status::Completed));
    assert!(row, "the store hears of it");
}

#[test]
fn a_recording_of_nothing_goes_on_with_the_next_verb() {
    let (mut ear, recording) =
        taking(settings(), "action='/r' recordingStatusCallback='/s' recordingStatusCallbackEvent='absent'");
    let (group, length) = (ear.group, Duration::from_secs(5));
    let sounding = Duration::ZERO;
    ear.give(Input::Media(Event::Recorded { group, recording, ended: Ended::Silence, length, sounding }));
    ear.filed(recording).asks("/s", &["RecordingStatus=absent"]);
    assert_eq!(ear.doing(), "in-progress, Pause");
    let row =
        ear.last.iter().any(|output| matches!(output, Output::Recording(entry) if entry.status == Status::Absent));
    assert!(row, "its file goes");
}

#[test]
fn after_a_hang_up_a_written_action_is_asked_and_the_house_waits_for_the_file() {
    for (attributes, asks) in [("action='/r'", true), ("", false)] {
        let (mut ear, recording) = taking(settings(), attributes);
        ear.hangs_up();
        assert_eq!(ear.asked(), []);
        assert_eq!(ear.bench.engine.census().families, 1, "the file is open");
        ear.recorded(recording, Ended::Closed, 3000).filed(recording);
        match asks {
            true => ear.asks("/r", &["Digits=hangup", "RecordingDuration=3", "CallStatus=completed"]),
            false => assert_eq!((ear.asked(), ear.bench.engine.census().families), (vec![], 0)),
        }
    }
}

#[test]
fn the_word_of_the_disk_may_come_before_that_of_the_media() {
    let (mut ear, recording) = taking(settings(), "action='/r'");
    ear.keys("5").filed(recording);
    assert_eq!(ear.asked(), []);
    ear.recorded(recording, Ended::Stopped, 2000).asks("/r", &["RecordingDuration=2"]);
}

#[test]
fn m21_a_recording_ends_with_its_file() {
    let (mut ear, recording) = taking(settings(), "action='/r'");
    ear.give(Input::Filed { group: ear.group, recording, result: Err("the disk is full".into()) });
    assert!(ear.media().any(|command| matches!(command, Media::StopRecording { .. })));
    assert_eq!(ear.doing(), "in-progress, Pause");
}

#[test]
fn a_disk_that_does_not_answer_holds_no_call_for_ever() {
    let (mut ear, recording) = taking(settings(), "action='/r'");
    ear.keys("5").recorded(recording, Ended::Stopped, 6700);
    ear.later(15_000);
    assert_eq!(ear.doing(), "in-progress, Pause");
}

#[test]
fn a_transcription_fails_without_a_recogniser_and_is_told_with_one() {
    let (mut ear, recording) = taking(settings(), "action='/r' transcribeCallback='/t'");
    ear.recorded(recording, Ended::Silence, 2000).filed(recording);
    assert!(ear.asked().iter().any(|(url, body)| url.ends_with("/t") && body.contains("TranscriptionStatus=failed")));
    let mut recognising = settings();
    recognising.recogniser.url = Some("wss://speech.example".into());
    let (mut ear, recording) = taking(recognising, "action='/r' transcribeCallback='/t'");
    ear.recorded(recording, Ended::Silence, 2000).filed(recording).asks("/r", &[]);
    let id = ear.last.iter().find_map(|output| match output {
        Output::Transcribe { id, recording: own, .. } if *own == recording => Some(*id),
        _ => None,
    });
    ear.give(Input::Transcribed { id: id.unwrap(), result: Ok("good day".into()) });
    ear.asks(
        "/t",
        &["TranscriptionStatus=completed", "TranscriptionText=good+day", &format!("RecordingSid={recording}")],
    );
}

#[test]
fn legacy_records_are_told_in_tenths() {
    let mut settings = settings();
    settings.compat.profile = crate::call::compat::Profile::RestcommLegacy;
    let (mut ear, recording) = taking(settings, "action='/r'");
    ear.recorded(recording, Ended::Silence, 7040).filed(recording).asks("/r", &["RecordingDuration=7.0"]);
}
