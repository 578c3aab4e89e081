//! x
/// x
pub struct Release;
