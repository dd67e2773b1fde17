//! Record: the beep, the file, its transcription, and who is told when.

use super::*;
use crate::call::recording::Status;

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
