//! The audit as a CSV file: what the filter shows, all of it, piece by piece.

use domain::{
    audit::{AuditFilter, AuditLine, EventName, TypedFilter},
    calendar,
};
use futures::{Stream, stream};
use serde_json::json;
use uuid::Uuid;

use super::{Doer, Event, queries, record};
use crate::{
    Audit, Backend, By, Result,
    table::{BOM, row},
};

/// Lines that are read at a time.
const PIECE: usize = 1000;
/// Most lines of one file; what is left out is said in its last row.
const MOST: usize = 200_000;
const HEAD: [&str; 8] = ["日時", "区分", "操作した人", "操作", "操作(記号)", "対象", "内容", "接続元"];

impl Audit<'_> {
    /// The lines of this filter as CSV, newest first; for the office. That they were taken out is a line of its own.
    pub async fn export(
        &self,
        by: &By,
        typed: &TypedFilter,
    ) -> Result<impl Stream<Item = Result<String>> + use<>> {
        by.office()?;
        let filter = AuditFilter { before: None, ..AuditFilter::read(typed, self.0.today()) };
        let detail = json!({
            "from": calendar::slashed(filter.from),
            "to": calendar::slashed(filter.to),
            "doer": filter.doer.map_or("all", Doer::key),
        });
        let event = Event { name: EventName::AuditExported, subject: None, detail };
        record(&mut *self.0.db.acquire().await?, by, event, self.0.clock.now()).await?;
        let begin = Reading { backend: self.0.clone(), filter, written: None };
        Ok(stream::try_unfold(Some(begin), |reading| async move {
            match reading {
                Some(reading) => reading.piece().await.map(Some),
                None => Ok(None),
            }
        }))
    }
}

/// How far the reading is.
struct Reading {
    backend: Backend,
    filter: AuditFilter,
    /// Lines so far; nothing before the head of the file.
    written: Option<usize>,
}

impl Reading {
    /// The next piece of the file, and how it goes on.
    async fn piece(mut self) -> Result<(String, Option<Self>)> {
        let Some(written) = self.written else {
            self.written = Some(0);
            return Ok((format!("{BOM}{}", row(HEAD)), Some(self)));
        };
        let lines = queries::lines(&mut *self.backend.db.acquire().await?, &self.filter, PIECE).await?;
        let mut text = String::new();
        for line in &lines {
            text.push_str(&row(cells(line).each_ref().map(String::as_str)));
        }
        let last: Option<Uuid> = lines.last().map(|line| line.id).filter(|_| lines.len() == PIECE);
        let written = written + lines.len();
        let Some(last) = last else { return Ok((text, None)) };
        if written >= MOST {
            let note =
                format!("{MOST}件を超えたため、これより古い記録は省略しました。期間を短くしてください。");
            text.push_str(&row([note.as_str(), "", "", "", "", "", "", ""]));
            return Ok((text, None));
        }
        self.filter.before = Some(last);
        self.written = Some(written);
        Ok((text, Some(self)))
    }
}

fn cells(line: &AuditLine) -> [String; 8] {
    [
        calendar::stamp(line.at),
        line.doer.label().to_owned(),
        line.name.clone().unwrap_or_default(),
        line.event_label().unwrap_or_default().to_owned(),
        line.event.clone(),
        line.subject.clone().unwrap_or_default(),
        line.detail.clone(),
        line.client.clone(),
    ]
}
