//! The doors: one file for each command, and one match line here; how they are typed is in `command`. Each has the same four parts in the same order: its
//! arguments (which are its help text), `run`, its report, and its text for people. No command calls another.

mod build_list;
mod build_record;
mod build_show;
mod command;
mod completions;
mod cq_check;
mod cq_confirm;
mod cq_resolve;
mod cq_show;
mod deploy_go;
mod deploy_no_go;
mod deploy_record;
mod document_erase;
mod document_export;
mod document_list;
mod explain;
mod inbox;
mod init;
mod ledger_accept_restore;
mod ledger_backup;
mod ledger_checkpoint;
mod ledger_export;
mod ledger_info;
mod ledger_rebuild;
mod ledger_upgrade;
mod ledger_verify;
mod letter_complete;
mod letter_diff;
mod letter_distribute;
mod letter_review;
mod letter_show;
mod letter_submit;
mod letter_template;
mod log;
mod man;
mod next;
mod notes_edit;
mod notes_show;
mod notice_ack;
mod notice_by_hand;
mod notice_list;
mod notice_remind;
mod notice_send;
mod notice_show;
mod ocr_amend;
mod ocr_defer;
mod ocr_list;
mod ocr_receive;
mod ocr_return;
mod ocr_show;
mod ocr_withdraw;
mod party_list;
mod party_set;
mod person_add;
mod person_key_add;
mod person_key_end;
mod person_key_list;
mod person_list;
mod release_add;
mod release_cancel;
mod release_close;
mod release_concur;
mod release_coordinate;
mod release_drop;
mod release_hold;
mod release_input;
mod release_list;
mod release_notify;
mod release_renumber;
mod release_reopen;
mod release_reschedule;
mod release_resume;
mod release_schedule;
mod release_show;
mod report_access;
mod retract;
mod role_delegate;
mod role_grant;
mod role_list;
mod role_revoke;
mod schemas;
mod setting_list;
mod setting_set;
mod sop_show;
mod status;
mod test_coordinate;
mod test_dev;
mod test_record;
mod test_run;
mod test_show;
mod test_waive;
mod verify_notify;
mod verify_record;
mod wait;
mod whoami;

use crate::workflow::Failure;

use super::context::Context;
use super::ui::Answer;

pub use command::Command;
pub use schemas::schemas;

use command::{
    Build, Cq, Deploy, Document, Ledger, Letter, Notes, Notice, Ocr, Party, Person, PersonKey, Release,
    Report, Role, Setting, Sop, Test, Verify,
};

/// Runs a command; its name as it is typed comes with the answer.
#[rustfmt::skip]
pub fn run(ctx: &Context, command: &Command) -> (&'static str, Result<Answer, Failure>) {
    match command {
        Command::Init(a) => ("init", init::run(ctx, a)),
        Command::Status(a) => ("status", status::run(ctx, a)),
        Command::Inbox(a) => ("inbox", inbox::run(ctx, a)),
        Command::Next(a) => ("next", next::run(ctx, a)),
        Command::Explain(a) => ("explain", explain::run(ctx, a)),
        Command::Wait(a) => ("wait", wait::run(ctx, a)),
        Command::Log(a) => ("log", log::run(ctx, a)),
        Command::Whoami(a) => ("whoami", whoami::run(ctx, a)),
        Command::Retract(a) => ("retract", retract::run(ctx, a)),
        Command::Completions(a) => ("completions", completions::run(ctx, a)),
        Command::Man(a) => ("man", man::run(ctx, a)),
        Command::Ocr(Ocr::Receive(a)) => ("ocr receive", ocr_receive::run(ctx, a)),
        Command::Ocr(Ocr::Return(a)) => ("ocr return", ocr_return::run(ctx, a)),
        Command::Ocr(Ocr::Amend(a)) => ("ocr amend", ocr_amend::run(ctx, a)),
        Command::Ocr(Ocr::Withdraw(a)) => ("ocr withdraw", ocr_withdraw::run(ctx, a)),
        Command::Ocr(Ocr::Defer(a)) => ("ocr defer", ocr_defer::run(ctx, a)),
        Command::Ocr(Ocr::List(a)) => ("ocr list", ocr_list::run(ctx, a)),
        Command::Ocr(Ocr::Show(a)) => ("ocr show", ocr_show::run(ctx, a)),
        Command::Release(Release::Schedule(a)) => ("release schedule", release_schedule::run(ctx, a)),
        Command::Release(Release::Input(a)) => ("release input", release_input::run(ctx, a)),
        Command::Release(Release::Coordinate(a)) => ("release coordinate", release_coordinate::run(ctx, a)),
        Command::Release(Release::Concur(a)) => ("release concur", release_concur::run(ctx, a)),
        Command::Release(Release::Notify(a)) => ("release notify", release_notify::run(ctx, a)),
        Command::Release(Release::Add(a)) => ("release add", release_add::run(ctx, a)),
        Command::Release(Release::Drop(a)) => ("release drop", release_drop::run(ctx, a)),
        Command::Release(Release::Reschedule(a)) => ("release reschedule", release_reschedule::run(ctx, a)),
        Command::Release(Release::Renumber(a)) => ("release renumber", release_renumber::run(ctx, a)),
        Command::Release(Release::Hold(a)) => ("release hold", release_hold::run(ctx, a)),
        Command::Release(Release::Resume(a)) => ("release resume", release_resume::run(ctx, a)),
        Command::Release(Release::Reopen(a)) => ("release reopen", release_reopen::run(ctx, a)),
        Command::Release(Release::Cancel(a)) => ("release cancel", release_cancel::run(ctx, a)),
        Command::Release(Release::Close(a)) => ("release close", release_close::run(ctx, a)),
        Command::Release(Release::List(a)) => ("release list", release_list::run(ctx, a)),
        Command::Release(Release::Show(a)) => ("release show", release_show::run(ctx, a)),
        Command::Build(Build::Record(a)) => ("build record", build_record::run(ctx, a)),
        Command::Build(Build::List(a)) => ("build list", build_list::run(ctx, a)),
        Command::Build(Build::Show(a)) => ("build show", build_show::run(ctx, a)),
        Command::Test(Test::Dev(a)) => ("test dev", test_dev::run(ctx, a)),
        Command::Test(Test::Coordinate(a)) => ("test coordinate", test_coordinate::run(ctx, a)),
        Command::Test(Test::Run(a)) => ("test run", test_run::run(ctx, a)),
        Command::Test(Test::Record(a)) => ("test record", test_record::run(ctx, a)),
        Command::Test(Test::Waive(a)) => ("test waive", test_waive::run(ctx, a)),
        Command::Test(Test::Show(a)) => ("test show", test_show::run(ctx, a)),
        Command::Letter(Letter::Submit(a)) => ("letter submit", letter_submit::run(ctx, a)),
        Command::Letter(Letter::Distribute(a)) => ("letter distribute", letter_distribute::run(ctx, a)),
        Command::Letter(Letter::Review(a)) => ("letter review", letter_review::run(ctx, a)),
        Command::Letter(Letter::Complete(a)) => ("letter complete", letter_complete::run(ctx, a)),
        Command::Letter(Letter::Template(a)) => ("letter template", letter_template::run(ctx, a)),
        Command::Letter(Letter::Show(a)) => ("letter show", letter_show::run(ctx, a)),
        Command::Letter(Letter::Diff(a)) => ("letter diff", letter_diff::run(ctx, a)),
        Command::Deploy(Deploy::Go(a)) => ("deploy go", deploy_go::run(ctx, a)),
        Command::Deploy(Deploy::NoGo(a)) => ("deploy no-go", deploy_no_go::run(ctx, a)),
        Command::Deploy(Deploy::Record(a)) => ("deploy record", deploy_record::run(ctx, a)),
        Command::Cq(Cq::Resolve(a)) => ("cq resolve", cq_resolve::run(ctx, a)),
        Command::Cq(Cq::Confirm(a)) => ("cq confirm", cq_confirm::run(ctx, a)),
        Command::Cq(Cq::Check(a)) => ("cq check", cq_check::run(ctx, a)),
        Command::Cq(Cq::Show(a)) => ("cq show", cq_show::run(ctx, a)),
        Command::Verify(Verify::Record(a)) => ("verify record", verify_record::run(ctx, a)),
        Command::Verify(Verify::Notify(a)) => ("verify notify", verify_notify::run(ctx, a)),
        Command::Notes(Notes::Edit(a)) => ("notes edit", notes_edit::run(ctx, a)),
        Command::Notes(Notes::Show(a)) => ("notes show", notes_show::run(ctx, a)),
        Command::Notice(Notice::Ack(a)) => ("notice ack", notice_ack::run(ctx, a)),
        Command::Notice(Notice::Remind(a)) => ("notice remind", notice_remind::run(ctx, a)),
        Command::Notice(Notice::Send(a)) => ("notice send", notice_send::run(ctx, a)),
        Command::Notice(Notice::ByHand(a)) => ("notice by-hand", notice_by_hand::run(ctx, a)),
        Command::Notice(Notice::List(a)) => ("notice list", notice_list::run(ctx, a)),
        Command::Notice(Notice::Show(a)) => ("notice show", notice_show::run(ctx, a)),
        Command::Person(Person::Add(a)) => ("person add", person_add::run(ctx, a)),
        Command::Person(Person::List(a)) => ("person list", person_list::run(ctx, a)),
        Command::Person(Person::Key(PersonKey::Add(a))) => ("person key add", person_key_add::run(ctx, a)),
        Command::Person(Person::Key(PersonKey::End(a))) => ("person key end", person_key_end::run(ctx, a)),
        Command::Person(Person::Key(PersonKey::List(a))) => ("person key list", person_key_list::run(ctx, a)),
        Command::Role(Role::Delegate(a)) => ("role delegate", role_delegate::run(ctx, a)),
        Command::Role(Role::Grant(a)) => ("role grant", role_grant::run(ctx, a)),
        Command::Role(Role::Revoke(a)) => ("role revoke", role_revoke::run(ctx, a)),
        Command::Role(Role::List(a)) => ("role list", role_list::run(ctx, a)),
        Command::Party(Party::Set(a)) => ("party set", party_set::run(ctx, a)),
        Command::Party(Party::List(a)) => ("party list", party_list::run(ctx, a)),
        Command::Setting(Setting::Set(a)) => ("setting set", setting_set::run(ctx, a)),
        Command::Setting(Setting::List(a)) => ("setting list", setting_list::run(ctx, a)),
        Command::Document(Document::List(a)) => ("document list", document_list::run(ctx, a)),
        Command::Document(Document::Export(a)) => ("document export", document_export::run(ctx, a)),
        Command::Document(Document::Erase(a)) => ("document erase", document_erase::run(ctx, a)),
        Command::Report(Report::Access(a)) => ("report access", report_access::run(ctx, a)),
        Command::Sop(Sop::Show(a)) => ("sop show", sop_show::run(ctx, a)),
        Command::Ledger(Ledger::Verify(a)) => ("ledger verify", ledger_verify::run(ctx, a)),
        Command::Ledger(Ledger::Rebuild(a)) => ("ledger rebuild", ledger_rebuild::run(ctx, a)),
        Command::Ledger(Ledger::Info(a)) => ("ledger info", ledger_info::run(ctx, a)),
        Command::Ledger(Ledger::Export(a)) => ("ledger export", ledger_export::run(ctx, a)),
        Command::Ledger(Ledger::Backup(a)) => ("ledger backup", ledger_backup::run(ctx, a)),
        Command::Ledger(Ledger::Upgrade(a)) => ("ledger upgrade", ledger_upgrade::run(ctx, a)),
        Command::Ledger(Ledger::AcceptRestore(a)) => ("ledger accept-restore", ledger_accept_restore::run(ctx, a)),
        Command::Ledger(Ledger::Checkpoint(a)) => ("ledger checkpoint", ledger_checkpoint::run(ctx, a)),
    }
}
