//! Typed identities, so that a case can never be passed where a request is meant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map($name)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                $name(id)
            }
        }
    )*};
}

ids! {
    /// A member of the society (会員), of any profession.
    MemberId,
    /// A hospital or clinic (施設).
    FacilityId,
    /// One certification record of a facility (施設認定の記録): 種別 + 認定番号 + period.
    CertificationId,
    /// A person of the society's office (事務局).
    OfficeUserId,
    /// One case report in one slot (症例).
    CaseId,
    /// One registered version of a case report.
    VersionId,
    /// A draft that met a newer one and was set aside (C11).
    AsideId,
    /// One approval request for one case (承認依頼).
    RequestId,
    /// One file that a facility sent (申請書・在籍証明書).
    DocumentId,
    /// One round of facility applications (申請期間).
    RoundId,
    /// One facility's application for one 種別 (施設認定申請).
    ApplicationId,
    /// One submitted version of an application.
    ApplicationVersionId,
    /// One linkage of a 連携施設 with a 基幹施設 (F10).
    LinkageId,
    /// One change that a facility asked for (変更申請, 認定返上申請).
    ChangeId,
    /// One wish of a facility for another log-in address, and the link that confirms it.
    AddressLinkId,
    /// One mail of the outbox.
    MailId,
    /// One import of the register in the browser.
    ImportId,
}
