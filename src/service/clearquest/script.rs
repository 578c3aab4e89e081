//! A worksheet as a script for cqperl, to be read before it is run: a pure function of the worksheet's JSON. Only its head
//! differs from sheet to sheet, and there every value is a single-quoted literal on one line.
//! What must not live here: a login, a path of this machine, a clock.

use std::fmt::Write;

use crate::domain::Digest;

use super::Sheet;

/// The part that is the same for every worksheet.
const BODY: &str = include_str!("worksheet.pl");

/// The script of a worksheet; `digest` is that of its JSON.
pub fn script(sheet: &Sheet, digest: &Digest) -> String {
    let mut out = format!(
        "#!/usr/bin/env cqperl\n\
         # A worksheet for ClearQuest as a script. Read it before you run it: without --do it only shows what it would do.\n\
         # Made of the worksheet with SHA-256 {digest}\n\
         # by era-rm, which makes the same script of the same worksheet.\n\
         use strict;\nuse warnings;\n\n"
    );
    let mut set = |name: &str, value: &str| {
        // Writing to a String does not fail.
        let _ = writeln!(out, "my ${name} = {};", literal(value));
    };
    set("sheet", &digest.to_string());
    set("release", &sheet.release);
    set("ocr", &sheet.ocr);
    set("record", &sheet.record);
    set("action", &sheet.action);
    set("from", &sheet.from_state);
    set("to", &sheet.to_state);
    out.push_str("my @fields = (\n");
    for (field, flag) in sheet.fields.iter().zip(sheet.flags()) {
        let _ = writeln!(out, "    [{}, {}, '{flag}'],", literal(&field.name), literal(&field.value));
    }
    out.push_str(");\nmy %attach = (\n");
    if let Some(a) = &sheet.attach {
        let _ = writeln!(out, "    file => {},\n    sha256 => '{}',", literal(&a.file()), a.sha256);
    }
    out.push_str(");\n");
    out + BODY
}

/// A text as Perl reads it back, byte for byte: single-quoted, save for control characters, which stand as numbers.
fn literal(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\\' | '\'' => out.extend(['\\', c]),
            c if c.is_ascii_control() => {
                let _ = write!(out, "' . \"\\x{{{:02x}}}\" . '", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}
