//! x
/// x
pub struct Need;
/// x
pub struct Refusal;
/// x
pub struct RefusalKind;
