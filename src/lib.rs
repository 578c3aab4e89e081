//! era-rm carries a software release through the fifteen steps of a Release Management SOP and records every act in an
//! append-only, hash-linked ledger. The map of the house, in floor order (`docs/architecture.md` tells more):

pub mod domain;
pub mod ledger;
pub mod service;
pub mod sop;
pub mod store;
pub mod workflow;
pub mod cli;
