//! stub
/// stub
pub struct Settings;
/// stub
pub struct SqliteStore;
