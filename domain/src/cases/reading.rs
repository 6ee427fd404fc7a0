//! A report in words: on screens that change nothing, and on paper.

use crate::{calendar, registry::RecordView};

use super::{Field, FieldKind, Fields, Form, PrintPage, Report};

impl Field {
    /// The field's value as a person reads it; empty when nothing stands there.
    pub fn shown(&self, fields: &Fields, record: Option<&RecordView>) -> String {
        let day = |input| {
            let typed = fields.get(input);
            calendar::parse_day(typed).map_or_else(|| typed.to_owned(), calendar::slashed)
        };
        match self.kind {
            FieldKind::Record => record.map(RecordView::full).unwrap_or_default(),
            FieldKind::Period => match (day("start_on"), day("end_on")) {
                (start, end) if start.is_empty() && end.is_empty() => String::new(),
                (start, end) => format!("{start}〜{end}"),
            },
            FieldKind::Confirm if fields.get(self.key) == "yes" => "確認済み".into(),
            FieldKind::Confirm => String::new(),
            FieldKind::Choice(_) | FieldKind::Line(_) | FieldKind::Text(_) => fields.get(self.key).to_owned(),
        }
    }
}

impl Report {
    /// The report's fields in the form's order: label and text.
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        let shown = |field: &Field| (field.label, field.shown(&self.fields, Some(&self.record)));
        Form::of(self.set).fields.iter().map(shown).collect()
    }
}

impl PrintPage {
    /// 「専門医新規申請 症例報告書(番号:1)」
    pub fn title(&self) -> String {
        format!("{} 症例報告書(番号:{})", self.report.set.label(), self.report.slot.number())
    }

    /// What stands at the top of every sheet.
    pub fn running_head(&self) -> String {
        let report = &self.report;
        format!(
            "{} 番号{} 申請者 {}(会員番号 {})",
            report.set.label(),
            report.slot.number(),
            report.applicant,
            report.member_no
        )
    }

    /// Whose report it is, which version, and how it stands: label and text.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let report = &self.report;
        let standing = [
            Some(format!("{}{}", self.state.label(), if self.signed_on.is_some() { "(書面)" } else { "" })),
            self.supervisor.as_ref().map(|name| format!("指導者 {name}")),
            self.decided_on.map(|day| format!("対応日 {}", calendar::slashed(day))),
            self.signed_on.map(|day| format!("書面の日付 {}", calendar::slashed(day))),
        ];
        vec![
            ("申請者", report.applicant.clone()),
            ("所属", report.affiliation.clone()),
            ("登録", format!("第{}版 {}", report.number, calendar::stamp(report.registered_at))),
            ("状態", standing.into_iter().flatten().collect::<Vec<_>>().join(" / ")),
        ]
    }

    /// The report's fields in the form's order: label and text.
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        self.report.entries()
    }

    /// Name of the report as a file: 「`症例報告書_専門医新規申請_番号1_第2版.pdf`」
    pub fn file_name(&self) -> String {
        let report = &self.report;
        format!("症例報告書_{}_番号{}_第{}版.pdf", report.set.label(), report.slot.number(), report.number)
    }
}
