//! Recordings on a real disk: what is in the files, when they are told of, what a crash and a bad disk leave.

use std::sync::mpsc::Receiver;

use super::*;
use crate::audio::{Rate, voice};
use crate::base::Rng;

type Filed = (GroupId, RecordingSid, Result<u64, String>);

struct Studio {
    recordings: Option<Recordings>,
    filed: Receiver<Filed>,
    folder: PathBuf,
}

impl Studio {
    fn new(name: &str, formats: &[Format]) -> Self {
        let data = std::env::temp_dir().join(format!("callwright-recordings-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&data);
        let settings = Settings { formats: formats.to_vec(), ..Settings::default() };
        let (tell, filed) = mpsc::channel();
        let told = move |group, recording, result| drop(tell.send((group, recording, result)));
        let recordings = Recordings::start(settings.clone(), &data, told).unwrap();
        Self { recordings: Some(recordings), filed, folder: settings.folder(&data) }
    }

    fn write(&self, recording: RecordingSid, what: Writing) {
        self.recordings.as_ref().unwrap().pen().write(GroupId(1), recording, what);
    }

    fn filed(&self) -> Filed {
        self.filed.recv_timeout(Duration::from_secs(20)).expect("in time")
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.recordings = None;
        let _ = fs::remove_dir_all(self.folder.parent().unwrap());
    }
}

fn sid(seed: u64) -> RecordingSid {
    RecordingSid::mint(&mut Rng::seeded(seed))
}

#[test]
fn a_recording_is_a_wav_file_that_can_be_read_when_it_is_told_of() {
    let studio = Studio::new("whole", &[Format::Wav, Format::Opus]);
    let (own, recording) = (voice::start(1, 24_000), sid(1));
    studio.write(recording, Writing::Begin { rate: Rate::Narrow, channels: 1 });
    for part in own.chunks(1600) {
        studio.write(recording, Writing::Samples(part.to_vec()));
    }
    studio.write(recording, Writing::End);
    let (group, told, result) = studio.filed();
    let (wav, format) = find(&studio.folder, recording, &Format::ALL).unwrap();
    let bytes = fs::read(wav).unwrap();
    let opus = fs::read(find(&studio.folder, recording, &[Format::Opus]).unwrap().0).unwrap();
    assert_eq!((group, told, result), (GroupId(1), recording, Ok((bytes.len() + opus.len()) as u64)));
    let read = crate::wire::wav::read(&bytes).unwrap();
    let samples: Vec<i16> = read.data.chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect();
    assert_eq!((format, read.rate, read.channels, samples == own), (Format::Wav, 8000, 1, true));
    assert!(opus.starts_with(b"OggS") && opus.len() < bytes.len() / 4, "{}", opus.len());
    studio.recordings.as_ref().unwrap().pen().remove(recording);
    drop(studio.recordings.as_ref().unwrap().pen());
}

#[test]
fn a_crash_leaves_files_that_the_next_start_mends() {
    let data = std::env::temp_dir().join(format!("callwright-recordings-crash-{}", std::process::id()));
    let folder = Settings::default().folder(&data);
    fs::create_dir_all(&folder).unwrap();
    let path = tape::file(&folder, sid(2), Format::Wav);
    let mut file = wav::WavFile::create(&path, 8000, 2).unwrap();
    // 5 s: the head tells of at least the first three of them when the process is gone.
    for _ in 0..25 {
        file.write(&[5; 3200]).unwrap();
    }
    std::mem::forget(file);
    let told = || {
        let bytes = fs::read(&path).unwrap();
        let head = u32::from_le_bytes(bytes[40..44].try_into().unwrap());
        (u64::from(head), bytes.len() as u64 - 44)
    };
    let (head, there) = told();
    assert!(head >= 3 * 32_000 && head <= there, "{head} of {there}");
    fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| io::Write::write_all(&mut file, &[1, 2, 3]))
        .unwrap();
    assert_eq!(wav::mend_all(&folder).unwrap(), 1);
    assert_eq!(told(), (there, there), "whole frames only");
    assert_eq!(wav::mend_all(&folder).unwrap(), 0);
    fs::remove_dir_all(&data).unwrap();
}

#[test]
fn m21_a_disk_that_fails_ends_the_recording_and_nothing_else() {
    let studio = Studio::new("fails", &[Format::Wav]);
    let (lost, good) = (sid(3), sid(4));
    // A file of its name is there already: it cannot be begun.
    fs::write(tape::file(&studio.folder, lost, Format::Wav), b"in the way").unwrap();
    for recording in [lost, good] {
        studio.write(recording, Writing::Begin { rate: Rate::Wide, channels: 2 });
        studio.write(recording, Writing::Samples(vec![1; 6400]));
        studio.write(recording, Writing::End);
    }
    let (_, first, fault) = studio.filed();
    assert!(first == lost && fault.as_ref().is_err_and(|why| why.contains("exists")), "{fault:?}");
    assert_eq!(studio.filed(), (GroupId(1), good, Ok(44 + 12_800)));
    assert!(find(&studio.folder, lost, &Format::ALL).is_none(), "set aside");
    // An end without a beginning is told of, too: somebody waits for it.
    studio.write(sid(5), Writing::End);
    assert!(studio.filed().2.is_err());
}

#[test]
fn old_recordings_go_and_other_files_stay() {
    let folder = std::env::temp_dir().join(format!("callwright-recordings-old-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let names = [format!("{}.wav", sid(6)), format!("{}.partial.opus", sid(7)), "notes.txt".into()];
    for name in &names {
        fs::write(folder.join(name), b"x").unwrap();
    }
    assert_eq!(clean(&folder, |_| false).unwrap(), 0);
    assert_eq!(clean(&folder, |_| true).unwrap(), 2);
    assert!(folder.join("notes.txt").exists());
    fs::remove_dir_all(&folder).unwrap();
}
