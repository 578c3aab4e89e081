//! A letter of 200 OCRs and 2,000 artifacts: whole in every form. How long that takes is measured by `benches/letter.sh`.

use super::super::support::desk::{Desk, example};
use super::shown;

#[test]
fn a_large_letter_is_whole_in_every_form() {
    let desk = Desk::staffed();
    let package = desk.folder().join("package");
    std::fs::create_dir(&package).unwrap();
    std::fs::write(package.join("a.txt"), "x").unwrap();
    let toml = std::fs::read_to_string(example("ocr-packages/OCR-2026-0119/ocr.toml")).unwrap();
    let mut schedule: Vec<String> =
        ["release", "schedule", "4.2.0", "--as", "rhea"].map(String::from).to_vec();
    schedule.extend(["--window".into(), "federal=2026-11-23T08:00:00Z/2026-11-28T08:00:00Z".into()]);
    for i in 0..200 {
        let id = format!("OCR-L-{i:03}");
        let mut changed: Vec<String> = Vec::new();
        for line in toml.lines() {
            changed.push(match line.split_once('=') {
                Some((key, _)) if key.trim() == "id" => format!("id = \"{id}\""),
                Some((key, _)) if key.trim() == "documents" => "documents = [\"a.txt\"]".into(),
                _ => line.to_owned(),
            });
        }
        std::fs::write(package.join("ocr.toml"), changed.join("\n")).unwrap();
        desk.ok(&["ocr", "receive", "package", "--as", "rhea"]);
        schedule.extend(["--ocr".into(), id]);
    }
    let words: Vec<&str> = schedule.iter().map(String::as_str).collect();
    desk.ok(&words);
    desk.act("dev", "release input 4.2.0 --yes");
    desk.act("rhea", "release coordinate 4.2.0");
    for area in ["quentin", "tess", "cora", "sol"] {
        desk.act(area, "release concur 4.2.0 --yes");
    }
    desk.act("rhea", "release notify 4.2.0");
    let mut build: Vec<String> =
        ["build", "record", "4.2.0", "--build", "b-1", "--source", "abc", "--as", "dev"]
            .map(String::from)
            .to_vec();
    for i in 0..2000 {
        build.extend(["--artifact".into(), format!("part-{i:04}.tar=sha256:{i:064x}")]);
    }
    desk.ok(&build.iter().map(String::as_str).collect::<Vec<_>>());
    desk.act("dev", &format!("test dev 4.2.0 --results {}", example("evidence/developer-tests.xml")));
    desk.act("dev", &format!("letter submit 4.2.0 {}", example("letters/release-letter.md")));
    for form in ["text", "markdown", "html"] {
        let whole = shown(&desk, form);
        for i in [0, 999, 1999] {
            assert!(whole.contains(&format!("{i:064x}")), "{form} lacks artifact {i}");
        }
        assert_eq!(whole.matches("part-").count(), 2000, "{form}");
        assert!(whole.contains("OCR-L-199"), "{form}");
    }
    if let Some(kept) = std::env::var_os("ERA_RM_KEEP_LARGE") {
        std::fs::copy(desk.ledger(), kept).unwrap();
    }
}
