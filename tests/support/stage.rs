//! Desks on which release 4.2.0 has come up to a step. The walk is made once for the whole binary; what is handed out are
//! copies of the ledger as it was then.

use std::sync::OnceLock;

use era_rm::domain::Time;

use super::desk::Desk;
use super::keys;

/// The release that these desks carry.
pub const NUMBER: &str = "4.2.0";

static WALK: OnceLock<Vec<(Vec<u8>, Time)>> = OnceLock::new();

/// A staffed desk with release 4.2.0 after this step; 0 is before step 1, and after 1 the OCRs are in the pool.
pub fn at(step: u8) -> Desk {
    let (ledger, now) = &WALK.get_or_init(walk)[usize::from(step)];
    Desk::of(ledger, *now)
}

static SIGNED: OnceLock<(Vec<u8>, Time)> = OnceLock::new();

/// A staffed desk in a signed ledger, with release 4.2.0 after step 4, so that a developer's next act is `build record`; the
/// machine `ci` is a developer too, by what the key `authority` certifies.
pub fn signed() -> Desk {
    let (ledger, now) = SIGNED.get_or_init(|| {
        let desk = Desk::staffed_signed();
        keys::file("authority");
        desk.act("ada", "person add ci --name 'CI of the archive' --machine");
        desk.act("ada", "role grant ci sd");
        desk.act("ada", "person key add ci keys/authority.pub --authority");
        desk.release_at(NUMBER, 4);
        (std::fs::read(desk.ledger()).unwrap(), desk.now())
    });
    Desk::signed_of(ledger, *now)
}

fn walk() -> Vec<(Vec<u8>, Time)> {
    let desk = Desk::staffed();
    let kept = |step: u8| {
        if step > 0 {
            desk.release_through(NUMBER, step);
        }
        (std::fs::read(desk.ledger()).unwrap(), desk.now())
    };
    (0..=15).map(kept).collect()
}
