//! The settings there are, each with its default, and the parties that are told.

use crate::domain::{PartyId, Role};

/// A setting.
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Its value while it is not set.
    pub default: &'static str,
    /// The values it may have; any text where there are none.
    pub values: &'static [&'static str],
    /// What it is for.
    pub about: &'static str,
}

/// The field of ClearQuest that holds the Deployed Release letter.
pub const CQ_DEPLOYED_RELEASE: Setting = Setting {
    name: "cq-deployed-release-field",
    default: "Deployed Release",
    values: &[],
    about: "the ClearQuest field that names the deployed Release Letter (SOP step 12)",
};
/// The field of ClearQuest that holds the QM person.
pub const CQ_ASSIGNED: Setting = Setting {
    name: "cq-assigned-field",
    default: "Assigned",
    values: &[],
    about: "the ClearQuest field that names the QM person (SOP step 12)",
};
/// An action of ClearQuest.
const fn action(name: &'static str, default: &'static str, about: &'static str) -> Setting {
    Setting { name, default, values: &[], about }
}
/// The action that resolves a record.
pub const CQ_RESOLVE: Setting =
    action("cq-resolve-action", "Resolve", "the ClearQuest action from Opened to Resolved");
/// The action that takes a resolved record back.
pub const CQ_REJECT: Setting =
    action("cq-reject-action", "Reject", "the ClearQuest action from Resolved back to Opened");
/// The action that opens a closed record again.
pub const CQ_REOPEN: Setting =
    action("cq-reopen-action", "Re_open", "the ClearQuest action from Closed back to Opened");
/// The organisation that the SOP calls LMC.
pub const LMC: Setting = Setting {
    name: "lmc-name",
    default: "LMC",
    values: &[],
    about: "the Software Developer's organisation, which SOP step 4 notifies",
};

/// Whether a role is granted by two administrators.
pub const TWO_ADMINISTRATORS: Setting = Setting {
    name: "two-administrators",
    default: "off",
    values: &["off", "on"],
    about: "whether a role grant needs two administrators; once on, it stays on",
};

/// When notices are sent.
pub const SEND_NOTICES: Setting = Setting {
    name: "send-notices",
    default: "off",
    values: &["off", "at-once"],
    about: "whether an act that owes notices ends with one attempt to send them",
};
/// After how long those whose move it is are reminded.
pub const REMIND_AFTER: Setting = Setting {
    name: "remind-after",
    default: "72",
    values: &[],
    about: "after how many hours `notice remind` reminds those whose move it is, 1 to 8760",
};
/// The hours that a word stands for, where it may be the value of [`REMIND_AFTER`].
pub fn hours(word: &str) -> Option<u32> {
    word.parse().ok().filter(|n| (1..=8760).contains(n))
}

/// Every setting.
pub const SETTINGS: [Setting; 9] = [
    CQ_DEPLOYED_RELEASE,
    CQ_ASSIGNED,
    CQ_RESOLVE,
    CQ_REJECT,
    CQ_REOPEN,
    LMC,
    TWO_ADMINISTRATORS,
    SEND_NOTICES,
    REMIND_AFTER,
];

/// The setting of a name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.name == name)
}

/// Whether a setting says who may give access to whom.
pub fn touches_access(name: &str) -> bool {
    name.eq_ignore_ascii_case(TWO_ADMINISTRATORS.name)
}

/// The party that passes on to users what a go tells.
pub const HELP_DESK: &str = "help-desk";

/// The parties that are told, with the names they have until `party set` gives others.
pub const PARTIES: [(&str, &str); 9] = [
    ("release-manager", "Release Manager"),
    ("software-developer", "Software Developer"),
    ("test-team", "PMO Test Team"),
    ("quality-management", "Quality Management"),
    ("configuration-management", "Configuration Management"),
    ("security", "Security"),
    ("lmc", "LMC"),
    (HELP_DESK, "Help Desk"),
    ("occb-secretariat", "OCCB Secretariat"),
];

/// A party by the name it is kept under. `None` if there is no such party.
pub fn party(name: &str) -> Option<PartyId> {
    PARTIES.iter().find(|(n, _)| *n == name.to_ascii_lowercase()).and_then(|(n, _)| n.parse().ok())
}
/// The name of the party that the holders of a role are.
pub fn party_of(role: Role) -> &'static str {
    match role {
        Role::ReleaseManager => "release-manager",
        Role::SoftwareDeveloper => "software-developer",
        Role::TestTeam => "test-team",
        Role::QualityManagement => "quality-management",
        Role::ConfigurationManagement => "configuration-management",
        Role::Security => "security",
        Role::Administrator | Role::Auditor => "",
    }
}
