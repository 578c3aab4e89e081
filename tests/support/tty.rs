//! A person at a terminal: a command on a pseudo-terminal of 80 columns and 24 lines, whose screen is drawn as a terminal
//! draws it. Keys are typed when the screen shows what they answer, so nothing here depends on how fast the machine is.

use std::fs::File;
use std::io::Write;
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{Winsize, openpty};
use nix::sys::termios::{LocalFlags, Termios, tcgetattr};

/// How long the screen is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

const ROWS: NonZero<u16> = NonZero::new(24).unwrap();
const COLUMNS: NonZero<u16> = NonZero::new(80).unwrap();

pub const ENTER: &str = "\r";
pub const DOWN: &str = "\x1b[B";
pub const ESC: &str = "\x1b";
pub const CTRL_C: &str = "\x03";

/// A command at work on a terminal.
pub struct Tty {
    child: Child,
    keys: File,
    /// Kept open, so that the terminal can be looked at once the command has ended.
    slave: File,
    screen: vt100::Parser,
    /// What the command has written, as it was.
    raw: Vec<u8>,
    before: Termios,
}

/// What is left when a command has ended.
pub struct Ended {
    /// Its exit code; -1 if a signal ended it.
    pub code: i32,
    /// What the screen shows, with what has scrolled off it.
    pub screen: String,
    /// Its lines that were too long for a row.
    pub broken: Vec<String>,
    /// The bytes that were written.
    pub raw: Vec<u8>,
    /// Whether the cursor is to be seen.
    pub cursor: bool,
    /// Whether the terminal waits for lines and echoes them, as it did before.
    pub restored: bool,
}

impl Tty {
    /// Starts a command whose stdin, stdout and stderr are one new terminal.
    pub fn start(mut command: Command) -> Self {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(Some(&size), None).unwrap();
        let end = |fd: &OwnedFd| Stdio::from(fd.try_clone().unwrap());
        let (stdin, stdout, stderr) = (end(&pty.slave), end(&pty.slave), end(&pty.slave));
        let before = tcgetattr(&pty.slave).unwrap();
        if !command.get_envs().any(|(name, _)| name == "TERM") {
            command.env("TERM", "xterm-256color");
        }
        command.env_remove("COLUMNS");
        let child = command.stdin(stdin).stdout(stdout).stderr(stderr).spawn().unwrap();
        let screen = vt100::Parser::new(ROWS, COLUMNS, 1000);
        Self {
            child,
            keys: File::from(pty.master),
            slave: File::from(pty.slave),
            screen,
            raw: Vec::new(),
            before,
        }
    }
    /// Waits until the screen shows a text that answers to `seen`.
    fn until(&mut self, what: &str, seen: impl Fn(&mut Self) -> bool) {
        let begun = Instant::now();
        while !seen(self) {
            assert!(begun.elapsed() < PATIENCE, "the screen never showed {what:?}:\n{}", self.text());
            self.draw();
        }
    }
    /// Draws what the command has written, for which it waits a moment; whether there was any.
    fn draw(&mut self) -> bool {
        let mut fds = [PollFd::new(std::os::fd::AsFd::as_fd(&self.keys), PollFlags::POLLIN)];
        if poll(&mut fds, PollTimeout::from(50_u8)).unwrap_or(0) < 1 {
            return false;
        }
        let mut bytes = [0_u8; 4096];
        let n = nix::unistd::read(&self.keys, &mut bytes).unwrap_or_default();
        self.screen.process(&bytes[..n]);
        self.raw.extend(&bytes[..n]);
        n > 0
    }
    /// The rows of the screen, those that scrolled off it first, and whether the line of each goes on in the next.
    fn rows(&mut self) -> Vec<(String, bool)> {
        let mut out = Vec::new();
        self.screen.screen_mut().set_scrollback(usize::MAX);
        for back in (0..=self.screen.screen().scrollback()).rev() {
            self.screen.screen_mut().set_scrollback(back);
            let screen = self.screen.screen();
            let rows =
                screen.rows(0, 80).zip(0..).map(|(r, i)| (r.trim_end().to_owned(), screen.row_wrapped(i)));
            out.extend(rows.take(if back == 0 { 24 } else { 1 }));
        }
        out
    }
    /// The whole screen, lines that scrolled off it first.
    pub fn text(&mut self) -> String {
        let rows: Vec<String> = self.rows().into_iter().map(|(row, _)| row).collect();
        rows.join("\n").trim_end().to_owned()
    }
    /// The lines that take more than a row.
    fn broken(&mut self) -> Vec<String> {
        let (mut out, mut line) = (Vec::new(), String::new());
        for (row, goes_on) in self.rows() {
            let begun = !line.is_empty();
            line.push_str(&row);
            if !goes_on {
                let whole = std::mem::take(&mut line);
                out.extend(begun.then_some(whole));
            }
        }
        out
    }
    /// Waits for a text on the screen, then types keys.
    pub fn answer(&mut self, shown: &str, keys: &str) -> &mut Self {
        self.until(shown, |tty| tty.text().contains(shown));
        self.keys.write_all(keys.as_bytes()).unwrap();
        self
    }
    /// Waits for the command to end.
    pub fn end(mut self) -> Ended {
        self.until("the end", |tty| tty.child.try_wait().unwrap().is_some());
        // What was written last may not be drawn yet.
        while self.draw() {}
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        let now = tcgetattr(&self.slave).unwrap();
        let lines = LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG;
        let restored = now.local_flags & lines == self.before.local_flags & lines;
        let cursor = !self.screen.screen().hide_cursor();
        Ended { code, screen: self.text(), broken: self.broken(), raw: self.raw, cursor, restored }
    }
}
