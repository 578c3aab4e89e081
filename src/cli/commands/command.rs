//! The words by which commands are typed, noun and verb, as one tree. What a command takes and does is in its own file.

use clap::Subcommand;

use super::*;

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(init::Args),
    Status(status::Args),
    Inbox(inbox::Args),
    Next(next::Args),
    Explain(explain::Args),
    Wait(wait::Args),
    Log(log::Args),
    Whoami(whoami::Args),
    Retract(retract::Args),
    Completions(completions::Args),
    Man(man::Args),
    /// Operational Change Requests: receive, return, amend, withdraw, defer, list, show (SOP step 1)
    #[command(subcommand)]
    Ocr(Ocr),
    /// Releases: schedule, coordinate, notify, hold, reopen, close … (SOP steps 2, 3, 4, 15)
    #[command(subcommand)]
    Release(Release),
    /// Builds: record, list, show (SOP step 5)
    #[command(subcommand)]
    Build(Build),
    /// Test the build: developer testing, the Test Team's run and verdict (SOP steps 6 to 9)
    #[command(subcommand)]
    Test(Test),
    /// The Release Letter: template, submit, distribute, review, complete, show, diff (SOP steps 6, 7, 11)
    #[command(subcommand)]
    Letter(Letter),
    /// The Release Notes: edit, show (SOP step 10)
    #[command(subcommand)]
    Notes(Notes),
    /// Go, no-go, and what happened on each target (SOP steps 10, 11)
    #[command(subcommand)]
    Deploy(Deploy),
    /// The hand-off to ClearQuest: resolve, confirm, check, show (SOP step 12)
    #[command(subcommand)]
    Cq(Cq),
    /// QM's verification: record, notify (SOP steps 13, 14)
    #[command(subcommand)]
    Verify(Verify),
    /// Notices: list, show, send, by-hand, ack, remind
    #[command(subcommand)]
    Notice(Notice),
    /// People: add, list, and their keys
    #[command(subcommand)]
    Person(Person),
    /// Roles: grant, delegate, revoke, list
    #[command(subcommand)]
    Role(Role),
    /// The parties that are told: set, list
    #[command(subcommand)]
    Party(Party),
    /// Settings: set, list
    #[command(subcommand)]
    Setting(Setting),
    /// Documents kept by the ledger: list, export
    #[command(subcommand)]
    Document(Document),
    /// Reports over a period: access
    #[command(subcommand)]
    Report(Report),
    /// The SOP and our reading of it
    #[command(subcommand)]
    Sop(Sop),
    /// The ledger itself: verify, checkpoint, rebuild, info, export, backup, accept-restore
    #[command(subcommand)]
    Ledger(Ledger),
}

impl Command {
    /// The command of whoever types none: the board.
    pub fn board() -> Self {
        Self::Status(status::Args::default())
    }
}

/// `ocr …`
#[derive(Debug, Subcommand)]
pub enum Ocr {
    Receive(ocr_receive::Args),
    Return(ocr_return::Args),
    Amend(ocr_amend::Args),
    Withdraw(ocr_withdraw::Args),
    Defer(ocr_defer::Args),
    List(ocr_list::Args),
    Show(ocr_show::Args),
}

/// `release …`
#[derive(Debug, Subcommand)]
pub enum Release {
    Schedule(release_schedule::Args),
    Input(release_input::Args),
    Coordinate(release_coordinate::Args),
    Concur(release_concur::Args),
    Notify(release_notify::Args),
    Add(release_add::Args),
    Drop(release_drop::Args),
    Reschedule(release_reschedule::Args),
    Renumber(release_renumber::Args),
    Hold(release_hold::Args),
    Resume(release_resume::Args),
    Reopen(release_reopen::Args),
    Cancel(release_cancel::Args),
    Close(release_close::Args),
    List(release_list::Args),
    Show(release_show::Args),
}

/// `build …`
#[derive(Debug, Subcommand)]
pub enum Build {
    Record(build_record::Args),
    List(build_list::Args),
    Show(build_show::Args),
}

/// `test …`
#[derive(Debug, Subcommand)]
pub enum Test {
    Dev(test_dev::Args),
    Coordinate(test_coordinate::Args),
    Run(test_run::Args),
    Record(test_record::Args),
    Waive(test_waive::Args),
    Show(test_show::Args),
}

/// `letter …`
#[derive(Debug, Subcommand)]
pub enum Letter {
    Submit(letter_submit::Args),
    Distribute(letter_distribute::Args),
    Review(letter_review::Args),
    Complete(letter_complete::Args),
    Template(letter_template::Args),
    Show(letter_show::Args),
    Diff(letter_diff::Args),
}

/// `notes …`
#[derive(Debug, Subcommand)]
pub enum Notes {
    Edit(notes_edit::Args),
    Show(notes_show::Args),
}

/// `deploy …`
#[derive(Debug, Subcommand)]
pub enum Deploy {
    Go(deploy_go::Args),
    NoGo(deploy_no_go::Args),
    Record(deploy_record::Args),
}

/// `cq …`
#[derive(Debug, Subcommand)]
pub enum Cq {
    Resolve(cq_resolve::Args),
    Confirm(cq_confirm::Args),
    Check(cq_check::Args),
    Show(cq_show::Args),
}

/// `verify …`
#[derive(Debug, Subcommand)]
pub enum Verify {
    Record(verify_record::Args),
    Notify(verify_notify::Args),
}

/// `notice …`
#[derive(Debug, Subcommand)]
pub enum Notice {
    Ack(notice_ack::Args),
    ByHand(notice_by_hand::Args),
    List(notice_list::Args),
    Remind(notice_remind::Args),
    Send(notice_send::Args),
    Show(notice_show::Args),
}

/// `person …`
#[derive(Debug, Subcommand)]
pub enum Person {
    Add(person_add::Args),
    List(person_list::Args),
    /// The keys that sign for a person: add, end, list
    #[command(subcommand)]
    Key(PersonKey),
}

/// `person key …`
#[derive(Debug, Subcommand)]
pub enum PersonKey {
    Add(person_key_add::Args),
    End(person_key_end::Args),
    List(person_key_list::Args),
}

/// `role …`
#[derive(Debug, Subcommand)]
pub enum Role {
    Grant(role_grant::Args),
    Delegate(role_delegate::Args),
    Revoke(role_revoke::Args),
    List(role_list::Args),
}

/// `party …`
#[derive(Debug, Subcommand)]
pub enum Party {
    Set(party_set::Args),
    List(party_list::Args),
}

/// `setting …`
#[derive(Debug, Subcommand)]
pub enum Setting {
    Set(setting_set::Args),
    List(setting_list::Args),
}

/// `document …`
#[derive(Debug, Subcommand)]
pub enum Document {
    List(document_list::Args),
    Export(document_export::Args),
    Erase(document_erase::Args),
}

/// `report …`
#[derive(Debug, Subcommand)]
pub enum Report {
    Access(report_access::Args),
}

/// `sop …`
#[derive(Debug, Subcommand)]
pub enum Sop {
    Show(sop_show::Args),
}

/// `ledger …`
#[derive(Debug, Subcommand)]
pub enum Ledger {
    Verify(ledger_verify::Args),
    Rebuild(ledger_rebuild::Args),
    Info(ledger_info::Args),
    Export(ledger_export::Args),
    Backup(ledger_backup::Args),
    Upgrade(ledger_upgrade::Args),
    AcceptRestore(ledger_accept_restore::Args),
    Checkpoint(ledger_checkpoint::Args),
}
