//! The audit from a checkpoint on. That the entries up to it are those that it was made of is proved by the links; they are
//! not judged anew. Each act after it is judged as ever, on what its own subjects' histories say, and those are proved by
//! the parents that their entries name, for the indexes of the entries before are not looked through.
//! Left out are, of the entries up to the checkpoint: canonical form, lawfulness, documents, what leads to them in the
//! indexes; and the views of subjects that no later act concerns.

use std::collections::BTreeMap;
use std::hash::RandomState;
use std::sync::Arc;

use crate::domain::Subject;
use crate::ledger::body::parent_of;
use crate::ledger::{Breach, Checkpoint};
use crate::sop::world::World;
use crate::store::{Inspect, RevisionRow};
use crate::workflow::Failure;
use crate::workflow::checkpoint;
use crate::workflow::gate::Gate;
use crate::workflow::loader::{Proof, Tip, decode};

use super::beside::Reader;
use super::judge::Judge;
use super::papers::Papers;
use super::{Audit, Progress, acts, breach, found_sound, indexes, links, views};

/// How many rows of a history are read at a time.
const ROWS: usize = 500;

/// Audits a ledger that extends a checkpoint: every link, and whatever came after it. What is counted is what came after.
///
/// # Errors
/// [`Failure::Breach`] with the first entry that is not sound and what is wrong, or where the ledger does not extend the
/// checkpoint, which is told under this name; [`Failure::Store`].
pub fn audit_since(
    shelf: &dyn Inspect,
    checkpoint: &Checkpoint,
    name: &str,
    progress: &mut Progress<'_>,
) -> Result<Audit, Failure> {
    checkpoint::held(shelf, checkpoint, name)?;
    let Some(head) = shelf.head()? else {
        return Err(breach(0, Breach::Index("the ledger has no entry".into())));
    };
    let gate = Gate::default();
    let range = (checkpoint.head.seq, head.seq);
    let reader = Reader { key: RandomState::new(), papers: Papers::of(shelf)? };
    links::walk(shelf, &gate, head.seq, progress)?;
    indexes::look_up(shelf, &gate, range)?;
    let given = Given::of(shelf, &gate, range.0)?;
    let mut comparer = shelf.another()?;
    let (judge, differ) = views::handed_in(&mut *comparer, &gate, false, |desk| {
        let judge = Judge::after(shelf, checkpoint.ledger, given)?;
        let (judge, _) = acts(judge, (shelf, &gate), &reader, range, desk, progress)?;
        Ok(judge)
    })?;
    found_sound(shelf, head, judge, &differ)
}

/// What acts change and are not judged on in full: the pool, and the refusals. Nothing else names all that is in the pool.
#[derive(Default)]
pub struct Given {
    /// With the pool as it stood.
    pub world: World,
    /// Their latest entries.
    pub tips: BTreeMap<Subject, Tip>,
}

impl Given {
    /// As they stood after an entry.
    fn of(shelf: &dyn Inspect, gate: &Gate, upto: u64) -> Result<Self, Failure> {
        let mut given = Self::default();
        for subject in [Subject::Pool, Subject::Refusals] {
            given.fold(shelf, gate, &subject, upto)?;
        }
        Ok(given)
    }

    /// Folds a whole history, proving it.
    fn fold(
        &mut self,
        shelf: &dyn Inspect,
        gate: &Gate,
        subject: &Subject,
        upto: u64,
    ) -> Result<(), Failure> {
        let (name, mut proof) = (subject.to_string(), Proof::of(subject.clone()));
        self.world.follows = [subject.clone()].into();
        loop {
            let mut rows = Vec::new();
            let mut each = |(of, revision, seq, _): RevisionRow<'_>| {
                rows.extend((of == name && seq <= upto).then_some((revision, seq)));
            };
            gate.beside(|| shelf.revisions((&name, proof.revision), ROWS, &mut each))?;
            if rows.is_empty() {
                return Ok(());
            }
            for (revision, seq) in rows {
                let entry = gate.beside(|| shelf.scan(seq.saturating_sub(1), seq, 1))?.pop();
                let missing = || breach(seq, Breach::Index("the entry is missing".into()));
                let entry = entry.ok_or_else(missing)?;
                let body = decode(&entry)?;
                proof.next(revision, &entry, &body, true)?;
                let tip = Tip { revision, parent: parent_of(&entry.body), at: Some(body.at) };
                self.tips.insert(subject.clone(), tip);
                self.world.apply(&Arc::new(body.into_fact(seq, None)));
            }
        }
    }
}
