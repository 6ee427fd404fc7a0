//! Addresses of the office's lists, records and decisions.

use domain::{
    accounts::Applying,
    applications::{Chosen, Decision, OfficeFilter, Order, StateName},
    ids::{ApplicationId, CaseId, DocumentId, FacilityId, ImportId, MemberId},
    registry::{FacilityFilter, FacilityKind, MemberFilter, Membership, Profession, Standing},
};

use super::encode;

/// Addresses of the office, apart from [`super::Route`] because there are so many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfficeRoute {
    /// 「会員」
    Members(MemberFilter),
    /// The question before a member gets a password link.
    MemberPassword(MemberId),
    /// A case to read (P10).
    Case(CaseId),
    /// 「書面による承認」 (P9)
    PaperApproval(CaseId),
    /// 「施設」
    Facilities(FacilityFilter),
    /// The same question for a facility.
    FacilityPassword(FacilityId),
    /// 「ログイン用メールアドレスの変更」
    LoginAddress(FacilityId),
    /// 「データの取り込み」
    Import,
    /// One import: what the check found, and what became of it.
    Imported(ImportId),
    /// The question before 「取り込む」.
    ImportAsk(ImportId),
    /// 「施設認定申請」
    Applications(OfficeFilter),
    /// The same as files.
    ApplicationsCsv(OfficeFilter),
    ApplicationsExcel(OfficeFilter),
    /// One application.
    Application(ApplicationId),
    /// The same, compared with its version of this number.
    ApplicationCompared(ApplicationId, i32),
    /// The question before a decision.
    Decide(Decision, Vec<Chosen>),
    /// A file that a facility sent.
    Document(DocumentId),
    /// One page of it as a picture, from 1.
    DocumentPage(DocumentId, u32),
}

impl OfficeRoute {
    /// 「施設認定申請」, those that wait for the office.
    pub fn waiting_applications() -> Self {
        Self::Applications(OfficeFilter { state: Some(StateName::Submitted), ..OfficeFilter::default() })
    }

    /// Path and query.
    pub fn path(&self) -> String {
        match self {
            Self::Members(filter) => {
                let page = filter.page.max(1).to_string();
                let pairs = [
                    ("q", filter.words.as_str()),
                    ("profession", filter.profession.map_or("", Profession::key)),
                    ("membership", filter.membership.map_or("", Membership::key)),
                    ("page", if page == "1" { "" } else { &page }),
                ];
                format!("/office/members{}", query(&pairs))
            }
            Self::MemberPassword(id) => format!("/office/members/{id}/password"),
            Self::Case(id) => format!("/office/cases/{id}"),
            Self::PaperApproval(id) => format!("/office/cases/{id}/paper-approval"),
            Self::Facilities(filter) => {
                let page = filter.page.max(1).to_string();
                let pairs = [
                    ("q", filter.words.as_str()),
                    ("prefecture", &filter.prefecture),
                    ("kind", filter.kind.map_or("", FacilityKind::key)),
                    ("standing", filter.standing.map_or("", Standing::key)),
                    ("page", if page == "1" { "" } else { &page }),
                ];
                format!("/office/facilities{}", query(&pairs))
            }
            Self::FacilityPassword(id) => format!("/office/facilities/{id}/password"),
            Self::LoginAddress(id) => format!("/office/facilities/{id}/login-address"),
            Self::Import => "/office/import".into(),
            Self::Imported(id) => format!("/office/import/{id}"),
            Self::ImportAsk(id) => format!("/office/import/{id}?ask=1"),
            Self::Applications(filter) => applications("/office/facility-applications", filter),
            Self::ApplicationsCsv(filter) => applications("/office/facility-applications.csv", filter),
            Self::ApplicationsExcel(filter) => applications("/office/facility-applications.xlsx", filter),
            Self::Application(id) => format!("/office/facility-applications/{id}"),
            Self::ApplicationCompared(id, number) => {
                format!("/office/facility-applications/{id}?with={number}")
            }
            Self::Decide(decision, chosen) => {
                let decision = format!("decision={}", decision.key());
                let pairs = chosen.iter().map(|one| format!("n={one}"));
                let pairs: Vec<String> = std::iter::once(decision).chain(pairs).collect();
                format!("/office/facility-applications/decide?{}", pairs.join("&"))
            }
            Self::Document(id) => format!("/office/documents/{id}"),
            Self::DocumentPage(id, page) => format!("/office/documents/{id}/pages/{page}"),
        }
    }
}

/// `…?q=…&state=submitted&page=2`, of what is looked for.
fn applications(path: &str, filter: &OfficeFilter) -> String {
    let page = filter.page.max(1).to_string();
    let starts = filter.starts.map(|day| day.to_string()).unwrap_or_default();
    let pairs = [
        ("q", filter.words.as_str()),
        ("state", filter.state.map_or("", StateName::key)),
        ("kind", filter.applying.map_or("", Applying::key)),
        ("starts", &starts),
        ("order", if filter.order == Order::default() { "" } else { filter.order.key() }),
        ("page", if page == "1" { "" } else { &page }),
    ];
    format!("{path}{}", query(&pairs))
}

/// `?q=…&page=2`; pairs without a value are left out.
fn query(pairs: &[(&str, &str)]) -> String {
    let said: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_stands_in_the_address_as_far_as_it_says_something() {
        let members = MemberFilter {
            words: "高木 太郎".into(),
            membership: Some(Membership::Left),
            page: 2,
            ..MemberFilter::default()
        };
        for (route, path) in [
            (OfficeRoute::Members(MemberFilter::default()), "/office/members".to_owned()),
            (
                OfficeRoute::Members(members),
                format!("/office/members?q={}&membership=left&page=2", encode("高木 太郎")),
            ),
            (
                OfficeRoute::Facilities(FacilityFilter { page: 1, ..FacilityFilter::default() }),
                "/office/facilities".to_owned(),
            ),
        ] {
            assert_eq!(route.path(), path);
        }
    }
}
