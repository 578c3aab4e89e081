//! The way to the server: secret or not, known or not; a folder in its place; and settings that are wrong.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use super::*;

/// A certificate for 127.0.0.1 that nobody vouches for, with its key: two files in this folder.
fn certificate(folder: &Path) -> Option<[String; 2]> {
    super::super::time_stamps::openssl()?;
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| folder.join(name).display().to_string());
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
        ])
        .args(["-subj", "/CN=mail.example", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", &key, "-out", &cert])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some([cert, key])
}

#[test]
fn a_server_that_nobody_vouches_for_is_refused_unless_its_certificate_is_given() {
    let desk = desk_at(4);
    let Some([cert, key]) = certificate(desk.folder()) else { return };
    for (form, how) in [("smtps", "--tls"), ("smtp+starttls", "--starttls")] {
        let Some(server) = MailServer::start(&[how, &cert, &key]) else { return };
        let notice = owed_to(&desk, if form == "smtps" { "lmc" } else { "security" });
        let address = server.address(form);
        configure(&desk, &format!("server = \"{address}\""));
        let lines = sent(&desk, 8, &notice);
        assert!(lines[0]["reply"].as_str().unwrap().contains("ertificate"), "{}", lines[0]);
        assert!(server.taken().is_empty(), "nothing is said to who is not known");
        configure(&desk, &format!("server = \"{address}\"\nca = \"cert.pem\""));
        assert_eq!(sent(&desk, 0, &notice)[0]["outcome"], "sent");
        assert_eq!(server.taken().len(), 1);
        // Another name than the certificate's.
        let elsewhere = address.replace("127.0.0.1", "localhost");
        configure(&desk, &format!("server = \"{elsewhere}\"\nca = \"cert.pem\""));
        let other = owed_to(&desk, "test-team");
        assert!(sent(&desk, 8, &other)[0]["reply"].as_str().unwrap().contains("ertificate"));
    }
    // Who asks for TLS does not speak in clear, whatever the server offers.
    let Some(plain) = MailServer::start(&[]) else { return };
    configure(&desk, &format!("server = \"{}\"", plain.address("smtp+starttls")));
    sent(&desk, 8, &owed_to(&desk, "test-team"));
    assert!(plain.taken().is_empty());
    desk.verified();
}

#[test]
fn a_password_comes_from_a_file_that_nobody_else_may_read() {
    let desk = desk_at(4);
    let Some([cert, key]) = certificate(desk.folder()) else { return };
    let Some(server) = MailServer::start(&["--tls", &cert, &key, "--login", "era", "s3cret"]) else { return };
    let file = desk.folder().join("credentials");
    let put = |text: &str, mode: u32| {
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let address = server.address("smtps");
    configure(&desk, &format!("server = \"{address}\"\nca = \"cert.pem\"\ncredentials = \"credentials\""));
    for (text, mode, why) in [
        ("era\ns3cret\n", 0o644, "may be read or changed by others (mode 0644)"),
        ("era\n", 0o600, "holds two lines"),
        ("era\ns3cret\nmore\n", 0o600, "holds two lines"),
    ] {
        put(text, mode);
        let answer = says(&desk, "notice send");
        assert!(answer.code == 2 && answer.stderr.contains(why), "{}", answer.whole());
        assert!(!answer.whole().contains("s3cret"));
    }
    let notice = owed_to(&desk, "lmc");
    put("era\nwrong\n", 0o600);
    let answer = says(&desk, &format!("notice send {notice}"));
    assert!(answer.code == 8 && !answer.whole().contains("wrong\n"), "{}", answer.whole());
    put("era\ns3cret\n", 0o600);
    assert_eq!(sent(&desk, 0, &notice)[0]["outcome"], "sent");
    let ledger = std::fs::read(desk.ledger()).unwrap();
    assert!(!ledger.windows(6).any(|w| w == b"s3cret"), "no password is recorded");
}

#[test]
fn settings_that_are_wrong_are_told_and_nothing_is_recorded() {
    let desk = desk_at(4);
    std::fs::write(desk.folder().join("no-certificate"), "nothing\n").unwrap();
    let before = desk.digest();
    for (lines, why) in [
        ("server = \"http://mail.example\"", "is none of the forms smtps://HOST[:PORT]"),
        ("server = \"smtps://\"", "names no host"),
        ("server = \"smtps://mail.example:70000\"", "is no port"),
        ("server = \"smtps://era:s3cret@mail.example\"", "holds no name or password"),
        ("server = \"smtp://mail.example\"", "in clear messages go to this machine only"),
        ("server = \"smtps://mail.example\"\nca = \"no-such\"", "no-such"),
        ("server = \"smtps://mail.example\"\nca = \"no-certificate\"", "holds no certificate"),
        ("server = \"smtps://mail.example\"\ncredentials = \"no-such\"", "no-such"),
        ("serwer = \"smtps://mail.example\"", "[mail] with server, from, credentials"),
    ] {
        configure(&desk, lines);
        let answer = says(&desk, "notice send");
        assert_eq!(answer.code, 2, "{lines}: {}", answer.whole());
        assert!(answer.stderr.contains(why), "{lines}: {}", answer.stderr);
        assert!(answer.stderr.contains("hint:"), "{}", answer.stderr);
    }
    std::fs::write(desk.folder().join("era-rm.toml"), "[mail]\nserver = \"smtps://mail.example\"\n").unwrap();
    let answer = says(&desk, "notice send");
    assert!(
        answer.code == 2 && answer.stderr.contains("no address that notices come from"),
        "{}",
        answer.whole()
    );
    let line =
        "[mail]\nserver = \"smtps://mail.example\"\nfrom = \"a@nara.example\\r\\nBcc: b@nara.example\"\n";
    std::fs::write(desk.folder().join("era-rm.toml"), line).unwrap();
    let answer = says(&desk, "notice send");
    assert!(answer.code == 2 && answer.stderr.contains("control character"), "{}", answer.whole());
    assert_eq!(desk.digest(), before);
}

#[test]
fn nothing_that_is_recorded_begins_a_header_of_its_own() {
    let desk = desk_at(4);
    for line in [
        "party set lmc --name LMC --address 'a@nara.example\r\nBcc: b@nara.example'",
        "party set lmc --name 'LMC\r\nBcc: b@nara.example' --address a@nara.example",
        "person add eve --name 'Eve\r\nBcc: b@nara.example'",
    ] {
        assert_eq!(desk.refused(2, "ada", line).code, 2);
    }
    // Addresses that are none, or that a header could be read from, are told and not tried.
    configure(&desk, "folder = \"post\"");
    for address in ["nonsense", "a@nara.example, b@nara.example", "<a@nara.example"] {
        desk.act("ada", &format!("party set lmc --name LMC --address '{address}'"));
        let lines = sent(&desk, 6, &owed_to(&desk, "lmc"));
        assert_eq!(lines[0]["outcome"], "unusable", "{}", lines[0]);
    }
    // A name of another script travels encoded, and hostile words stay words.
    desk.act("ada", "party set lmc --name LMC --address 'Zoë =cmd <lmc@nara.example>'");
    let lines = sent(&desk, 0, &owed_to(&desk, "lmc"));
    let file = desk.folder().join("post").join(lines[0]["reply"].as_str().unwrap());
    let text = std::fs::read_to_string(file).unwrap();
    let head = text.split("\r\n\r\n").next().unwrap();
    assert!(head.is_ascii() && head.contains("=?utf-8?"), "{head}");
    assert_eq!(head.lines().filter(|l| l.to_lowercase().starts_with("bcc")).count(), 0);
}

#[test]
fn without_a_server_notices_are_files_of_a_folder() {
    let desk = desk_at(4);
    let lines = sent(&desk, 0, "--release 4.2.0");
    assert!(!lines.is_empty() && waiting(&desk).is_empty());
    let folder = desk.folder().join("outbox");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for line in &lines {
        let name = format!("{}.eml", line["notice"].as_str().unwrap().replace('/', "-"));
        let text = std::fs::read_to_string(folder.join(&name)).unwrap();
        assert!(text.contains("Message-ID: <") && mode(&folder.join(&name)) == 0o600, "{name}");
        assert!(line["reply"] == *name, "{line}");
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), lines.len(), "nothing else is left there");
    let status = desk.run(&["notice", "list", "4.2.0", "--all"]).stdout;
    assert!(status.contains("folder"), "{status}");
    desk.verified();
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let desk = desk_at(4);
    let folder = desk.folder().join("post");
    std::fs::create_dir(&folder).unwrap();
    let [lmc, security, team] = ["lmc", "security", "test-team"].map(|party| owed_to(&desk, party));
    let place = |notice: &str| folder.join(format!("{}.eml", notice.replace('/', "-")));
    std::fs::write(place(&lmc), "another").unwrap();
    let victim = desk.folder().join("victim");
    std::fs::write(&victim, "precious").unwrap();
    symlink(&victim, place(&security)).unwrap();
    for notice in [&lmc, &security] {
        let lines = sent(&desk, 6, &format!("{notice} --folder post"));
        assert!(
            lines[0]["reply"].as_str().unwrap().contains("is there already, and is another"),
            "{}",
            lines[0]
        );
    }
    assert_eq!(std::fs::read(&victim).unwrap(), b"precious");
    assert_eq!(std::fs::read(place(&lmc)).unwrap(), b"another");
    // The very message, from a run that was cut short before it could record it: it counts.
    let twin = desk.twin();
    sent(&twin, 0, &format!("{team} --folder post"));
    let name = place(&team).file_name().unwrap().to_owned();
    std::fs::copy(twin.folder().join("post").join(&name), place(&team)).unwrap();
    assert_eq!(sent(&desk, 0, &format!("{team} --folder post"))[0]["outcome"], "sent");
    // A folder that cannot be made: it waits.
    let code = says(&desk, "notice send --release 4.2.0 --folder victim/post").code;
    assert_eq!(code, 8);
    desk.verified();
}
