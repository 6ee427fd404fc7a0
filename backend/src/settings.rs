//! What differs from society to society, and from one installation to another.

use jiff::{SignedDuration, Timestamp};

/// What the society can set without touching code.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name in mails and headers, e.g. 日本緩和医療学会.
    pub society: String,
    /// What stands before the name on formal papers, e.g. 特定非営利活動法人.
    pub legal_form: String,
    /// Where people reach the site, without a slash at the end; links in mails begin with it.
    pub public_url: String,
    /// Address that mails come from.
    pub mail_from: String,
    /// Lengths of the texts of a case report (C4).
    pub limits: domain::cases::Limits,
    /// 年度 for which a facility is certified (F1).
    pub certification_years: u8,
    /// Life in hours of the links in mails that open an account (A5).
    pub link_hours: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            society: "日本緩和医療学会".into(),
            legal_form: "特定非営利活動法人".into(),
            public_url: "http://127.0.0.1:3000".into(),
            mail_from: "nintei@example.jp".into(),
            limits: domain::cases::Limits::default(),
            certification_years: domain::applications::VALID_YEARS,
            link_hours: domain::accounts::LINK_HOURS,
        }
    }
}

impl Settings {
    /// Until when a link that is mailed now opens an account (A5).
    pub(crate) fn link_ends(&self, now: Timestamp) -> Timestamp {
        now + SignedDuration::from_hours(self.link_hours.into())
    }
}
