//! Floor 1, the law: the table, what stands, the one judge, what an act does, whom it tells. Pure: time and actor come in
//! as arguments.

pub mod decide;
pub mod disputes;
pub mod evolve;
pub mod moves;
pub mod notes;
pub mod outlook;
pub mod owed;
pub mod people;
pub mod permit;
pub mod settings;
pub mod standing;
mod stop;
pub mod table;
pub mod world;
