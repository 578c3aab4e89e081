//! OCR packages made up for a test.

use std::path::Path;

/// Makes a complete package under a folder; its path.
pub fn make(under: &Path, id: &str, priority: &str) -> String {
    let folder = under.join("packages").join(id);
    std::fs::create_dir_all(&folder).unwrap();
    let text = format!(
        r#"id = "{id}"
title = "Change {id}"
description = "What is to be changed."
priority = "{priority}"
security = "No analysis needed: nothing of security changes."
cq_record = "ERA00041766"
documents = ["approval.md"]
[approval]
reference = "OCCB minutes 2026-44, item 3"
date = "2026-11-05"
"#
    );
    std::fs::write(folder.join("ocr.toml"), text).unwrap();
    std::fs::write(folder.join("approval.md"), format!("The Board approved {id}.\n")).unwrap();
    folder.display().to_string()
}
