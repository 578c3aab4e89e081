//! One text for each checkpoint, and none for anything else; what a ledger is to one.

#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

const TEXT: &str = "era-rm/e85bf53f-40c3-42d5-868b-c6d39161a954\n35\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\ntime 2026-11-23T09:00:00Z\n";

fn read(text: &str) -> Result<Checkpoint, BadNote> {
    Checkpoint::read(&Note { text: text.into(), lines: Vec::new() })
}

#[test]
fn the_text_of_a_checkpoint() {
    let ledger = "e85bf53f-40c3-42d5-868b-c6d39161a954".parse().unwrap();
    let digest = Digest(std::array::from_fn(|i| u8::try_from(i).unwrap()));
    let time = "2026-11-23T09:00:00Z".parse().unwrap();
    let checkpoint = Checkpoint { ledger, head: Head { seq: 35, digest }, time };
    assert_eq!(checkpoint.to_string(), TEXT);
    assert_eq!(read(TEXT), Ok(checkpoint));
}

#[test]
fn there_is_one_text_of_each() {
    let others = [
        ("era-rm/", "era-rn/"),
        ("era-rm/", ""),
        ("e85bf53f-40c3", "E85bf53f-40c3"),
        ("e85bf53f-40c3-42d5-868b-c6d39161a954", "e85bf53f40c342d5868bc6d39161a954"),
        ("e85bf53f", "{e85bf53f"),
        ("\n35\n", "\n035\n"),
        ("\n35\n", "\n+35\n"),
        ("\n35\n", "\n0\n"),
        ("\n35\n", "\n35 \n"),
        ("\n35\n", "\n-35\n"),
        ("\n35\n", "\n99999999999999999999\n"),
        ("AAECAw", "BBAAECAw"),
        ("HR4f", "HR4"),
        ("Hh8=", "Hh8"),
        ("Hh8=", "Hh9="),
        ("AAECAwQF", ""),
        ("time ", "at "),
        ("09:00:00Z", "09:00:00+00:00"),
        ("09:00:00Z", "09:00:00.0Z"),
        ("00:00Z\n", "00:00Z\nmore\n"),
        ("00:00Z\n", "00:00Z"),
        ("\ntime 2026-11-23T09:00:00Z", ""),
    ];
    for (from, to) in others {
        let text = TEXT.replace(from, to);
        if text != TEXT {
            assert!(matches!(read(&text), Err(BadNote::Text(_))), "{text}");
        }
    }
    assert!(read("").is_err() && read("\n\n\n\n").is_err());
}

#[test]
fn a_ledger_extends_it_or_was_cut_or_rewritten_or_is_another() {
    let checkpoint = read(TEXT).unwrap();
    let Checkpoint { ledger, head, time } = checkpoint;
    assert_eq!(checkpoint.extended(ledger, 35, Some(head.digest)), Ok(()));
    assert_eq!(checkpoint.extended(ledger, 99, Some(head.digest)), Ok(()));
    let there = Digest([9; 32]);
    let other = uuid::Uuid::nil();
    for (seen, lost) in [
        ((ledger, 34, None), Lost::Cut { says: 35, time, there: 34 }),
        ((ledger, 99, Some(there)), Lost::Rewritten { seq: 35, says: head.digest, time, there }),
        ((other, 99, Some(head.digest)), Lost::Other { says: ledger, there: other }),
        ((other, 34, None), Lost::Other { says: ledger, there: other }),
    ] {
        assert_eq!(checkpoint.extended(seen.0, seen.1, seen.2), Err(lost));
    }
}
