//! What a compromised key has done: the acts on releases that have not ended. Their sign-offs fall (`standing`). The end of the
//! key names them, and the judge counts them again.

use crate::domain::event::Disputed;
use crate::domain::{Digest, Fact, Login, Time};

use super::world::World;

/// The acts of a person, signed by a key since a moment, on the releases of a world that have not ended.
pub fn disputed(world: &World, who: &Login, key: &Digest, since: Time) -> Vec<Disputed> {
    let by_key = |f: &Fact| f.signed.as_ref().is_some_and(|s| s.key == *key);
    let open = world.releases.values().filter(|r| r.end.is_none());
    let of = open.map(|r| {
        let subject = r.subject();
        let acts = r.facts().filter(|f| f.actor == *who && f.at >= since && by_key(f));
        let revisions = acts.map(|f| f.revision(&subject)).filter(|rev| !r.disputed.contains(rev));
        Disputed { release: r.id, revisions: revisions.collect() }
    });
    of.filter(|d| !d.revisions.is_empty()).collect()
}
