//! Test results as files come: several to a run, and such as nobody should send. Whatever is refused leaves the ledger as it
//! was and ends with a published exit code.

use super::support::desk::{Desk, words};
use super::support::stage;

fn suite(name: &str, cases: usize) -> String {
    let case = |n: usize| format!("<testcase classname='{name}' name='c{n}'/>");
    format!("<testsuite name='{name}'>{}</testsuite>", (0..cases).map(case).collect::<String>())
}
fn run(desk: &Desk, line: &str) -> super::support::desk::Answer {
    let words = words(line);
    desk.by("tess", &words.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn hostile_results_are_refused_whichever_file_they_are_in() {
    let desk = stage::at(7);
    let file = |name: &str, bytes: &[u8]| std::fs::write(desk.folder().join(name), bytes).unwrap();
    file("good.xml", suite("good", 2).as_bytes());
    file("good.toml", b"[suites]\ngood = 1\n");
    let bomb: String = (1..10).map(|n| format!("<!ENTITY e{n} \"&e{0};&e{0};\">", n - 1)).collect();
    let bomb = format!("<!DOCTYPE x [<!ENTITY e0 \"lol\">{bomb}]><testsuite name='&e9;'/>");
    let utf16: Vec<u8> = suite("wide", 1).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hostile: Vec<(&str, Vec<u8>)> = vec![
        ("an entity bomb", bomb.into_bytes()),
        ("deep nesting", "<testsuite>".repeat(100_000).into_bytes()),
        ("more than 64 MiB", vec![b' '; 64 * 1024 * 1024 + 1]),
        ("no JUnit", b"<html><body>passed</body></html>".to_vec()),
        ("no XML", b"{\"passed\": true}".to_vec()),
        ("NUL", b"<testsuite name='a\0b'/>".to_vec()),
        ("UTF-16", utf16),
        ("Latin-1", b"<?xml version='1.0' encoding='ISO-8859-1'?><testsuite name='\xe9'/>".to_vec()),
        (
            "another encoding than it says",
            "<?xml version='1.0' encoding='UTF-16'?><testsuite name='é'/>".into(),
        ),
        ("cut short", suite("short", 3).into_bytes()[..40].to_vec()),
        ("nothing", Vec::new()),
        ("a false claim", b"<testsuite tests='2'><testcase name='a'/></testsuite>".to_vec()),
    ];
    let before = desk.digest();
    for (what, bytes) in &hostile {
        file("bad.xml", bytes);
        for files in ["--results bad.xml", "--results good.xml --results bad.xml"] {
            for suites in ["", " --suites good.toml"] {
                let answer = run(&desk, &format!("test run 4.2.0 --executed {files}{suites} --json"));
                assert_eq!(answer.code, 6, "{what}: {}", answer.whole());
                let message = answer.json()["error"]["message"].as_str().unwrap().to_owned();
                assert!(message.contains("bad.xml"), "{what} is told by the file's name: {message}");
            }
        }
        let as_manifest = run(&desk, "test run 4.2.0 --executed --results good.xml --suites bad.xml");
        assert_eq!(as_manifest.code, 6, "{what}: {}", as_manifest.whole());
    }
    for (name, why) in [
        ("empty.xml", "<testsuites/>"),
        ("skipped.xml", "<testsuite><testcase name='a'><skipped/></testcase></testsuite>"),
    ] {
        file(name, why.as_bytes());
        let answer = run(&desk, &format!("test run 4.2.0 --executed --results {name}"));
        assert!(answer.code == 6 && answer.stderr.contains("nothing was tested"), "{}", answer.whole());
    }
    assert_eq!(desk.digest(), before);
    // A file without a case is no harm beside one with cases.
    let both = "test run 4.2.0 --executed --results good.xml --results empty.xml --suites good.toml";
    assert_eq!(run(&desk, both).code, 0);
}

#[test]
fn many_files_are_one_run() {
    let desk = stage::at(7);
    let shared = "<testsuite name='shared'><testcase classname='shared' name='same'/></testsuite>";
    let failed = shared.replace("/></testsuite>", "><failure/></testcase></testsuite>");
    let mut line = "test run 4.2.0 --assessed".to_owned();
    for n in 0..200 {
        let inside = format!("{}{}", suite(&format!("s{n}"), 3), if n == 150 { &failed } else { shared });
        let name = format!("part-{n}.xml");
        std::fs::write(desk.folder().join(&name), format!("<testsuites>{inside}</testsuites>")).unwrap();
        line.push_str(&format!(" --results {name}"));
    }
    std::fs::write(desk.folder().join("suites.toml"), "[suites]\nshared = 200\ns7 = 3\ns8 = 4\n").unwrap();
    let answer = run(&desk, &format!("{line} --suites suites.toml"));
    assert_eq!(answer.code, 0, "{}", answer.whole());
    assert!(answer.stderr.contains("warning: the run is incomplete"), "{}", answer.whole());
    let shown = run(&desk, "test show 4.2.0 --json").json();
    let results = &shown["result"]["runs"][1]["results"];
    assert_eq!((&results["cases"], &results["failures"]), (&800.into(), &1.into()));
    assert_eq!(results["failed"], serde_json::json!(["shared.same"]), "failed in one, so it failed");
    let ran: Vec<u64> =
        results["suites"]["wanted"].as_array().unwrap().iter().map(|s| s["ran"].as_u64().unwrap()).collect();
    assert_eq!((ran, &results["complete"]), (vec![3, 3, 200], &false.into()));
    // Every file is kept by its digest, and so is the manifest.
    let kept = run(&desk, "document list 4.2.0 --json").json()["result"].to_string();
    for name in ["part-0.xml", "part-199.xml", "suites.toml"] {
        assert!(kept.contains(name), "{name}");
    }
    desk.verified();
    let many: String = (0..1001).map(|_| " --results part-0.xml").collect();
    assert_eq!(run(&desk, &format!("test run 4.2.0 --assessed{many}")).code, 2);
}
