//! The `era-rm` binary: words in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(era_rm::cli::run(std::env::args_os()))
}
