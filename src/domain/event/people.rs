//! What happens to the ledger itself and to those who act: persons, keys, roles, parties, settings, refusals. As with all
//! events, a released form is never renamed, re-meant or removed.

use serde::{Deserialize, Serialize};

use super::form;
use super::parts::{Disputed, Trust};
use crate::domain::id::{Login, PartyId, ReleaseId, SettingName};
use crate::domain::key::PublicKey;
use crate::domain::person::Profile;
use crate::domain::{role::Role, text::Text, time::Time};

form::forms! {
    /// `init`: the ledger begins, with its first administrator.
    LedgerCreated2 {
        /// The first administrator.
        administrator: Profile,
        /// The first administrator's key; there must be one in a signed ledger.
        #[serde(skip_serializing_if = "Option::is_none")] key: Option<PublicKey>,
        /// The one SOP role that the first administrator holds besides.
        #[serde(skip_serializing_if = "Option::is_none")] role: Option<Role>,
        /// False only for training: one person may then act in several roles on a release.
        separation: bool,
        /// How the ledger knows who acts.
        trust: Trust,
    }
    /// `person add`.
    PersonAdded {
        /// Who.
        profile: Profile,
    }
    /// `person key add`: from here on the key signs for the person.
    KeyAdded {
        /// Whether it is the key of an authority: what it certifies signs, not the key itself.
        authority: bool,
        /// The public key.
        key: PublicKey,
        /// Whose.
        login: Login,
    }
    /// `person key end`: the key keeps its past signatures and signs nothing new.
    KeyEnded {
        /// Since when it may have been in other hands: what it signed since is disputed.
        #[serde(skip_serializing_if = "Option::is_none")] compromised_since: Option<Time>,
        /// The disputed acts on releases that have not ended: their sign-offs fall.
        disputed: Vec<Disputed>,
        /// The public key.
        key: PublicKey,
        /// Whose.
        login: Login,
        /// Why.
        reason: Text,
    }
    /// `role grant` by the first of two administrators, where the settings ask for two.
    RoleProposed {
        /// First moment at which it is to be held.
        from: Time,
        /// To whom.
        login: Login,
        /// Which role.
        role: Role,
        /// First moment at which it is to be held no longer.
        #[serde(skip_serializing_if = "Option::is_none")] until: Option<Time>,
    }
    /// `role grant`.
    RoleGranted {
        /// First moment at which it is held.
        from: Time,
        /// To whom.
        login: Login,
        /// Which role.
        role: Role,
        /// First moment at which it is no longer held.
        #[serde(skip_serializing_if = "Option::is_none")] until: Option<Time>,
    }
    /// `role delegate`: a role is held for another, for a while.
    RoleDelegated {
        /// First moment at which it is held.
        from: Time,
        /// To whom.
        login: Login,
        /// Whose role it is.
        of: Login,
        /// Why; needed from an administrator, who delegates for somebody who is away.
        #[serde(skip_serializing_if = "Option::is_none")] reason: Option<Text>,
        /// Which role.
        role: Role,
        /// First moment at which it is no longer held.
        until: Time,
    }
    /// `role revoke`: the role ends when this is recorded, whether granted, delegated or proposed.
    RoleRevoked {
        /// From whom.
        login: Login,
        /// Why.
        reason: Text,
        /// Which role.
        role: Role,
    }
    /// `party set`: the name and addresses of a party.
    PartySet {
        /// Its e-mail addresses.
        addresses: Vec<Text>,
        /// Its display name.
        name: Text,
        /// Which party.
        party: PartyId,
    }
    /// `setting set`.
    SettingSet {
        /// Which setting.
        name: SettingName,
        /// Its new value.
        value: Text,
    }
    /// `ledger accept-restore`: the ledger goes on though entries that were seen are not in it.
    RestoreAccepted {
        /// The last entry that was kept, by its seq.
        kept: u64,
        /// The last entry that is known to be lost, by its seq.
        lost: u64,
        /// What happened, and why it goes on.
        reason: Text,
    }
    /// A refusal for identity, role or separation, of an identified person.
    Refused {
        /// The kind of refusal.
        code: Text,
        /// The command that was refused.
        command: Text,
        /// The release it was meant for.
        #[serde(skip_serializing_if = "Option::is_none")] release: Option<ReleaseId>,
        /// What was wrong.
        why: Text,
    }
}
