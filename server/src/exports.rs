//! Lists of the office as files.

use app::{error::AppError, request::RequestInfo, route::Route};
use axum::{
    Extension,
    body::Body,
    extract::Query,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use backend::By;
use domain::{
    actor::Actor,
    applications::{OfficeRow, TypedOffice},
    audit::TypedFilter,
    calendar,
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::{csv::Csv, pages};

/// 「監査ログ」 as CSV.
pub const AUDIT: &str = "/office/audit/export.csv";

/// 「施設認定申請」 as files, with the filter of the page.
pub const APPLICATIONS_CSV: &str = "/office/facility-applications.csv";
pub const APPLICATIONS_EXCEL: &str = "/office/facility-applications.xlsx";

const HEADINGS: [&str; 9] =
    ["施設名", "ふりがな", "都道府県", "種別", "状態", "申請日時", "版", "認定開始日", "施設責任者"];

type Row = [String; HEADINGS.len()];

/// `GET` [`APPLICATIONS_CSV`]
pub async fn applications_csv(
    Extension(info): Extension<RequestInfo>,
    Query(typed): Query<TypedOffice>,
) -> Response {
    match applications(&info, typed).await {
        Ok(rows) => {
            let mut table = Csv::new(HEADINGS);
            for row in &rows {
                table.row(row.each_ref().map(String::as_str));
            }
            table.file(&format!("施設認定申請_{}.csv", calendar::day(info.backend.clock.now())))
        }
        Err(answer) => answer,
    }
}

/// `GET` [`APPLICATIONS_EXCEL`]
pub async fn applications_excel(
    Extension(info): Extension<RequestInfo>,
    Query(typed): Query<TypedOffice>,
) -> Response {
    let rows = match applications(&info, typed).await {
        Ok(rows) => rows,
        Err(answer) => return answer,
    };
    let book = tokio::task::spawn_blocking(move || workbook(&rows)).await;
    match book.map_err(|error| error.to_string()).and_then(|book| book.map_err(|error| error.to_string())) {
        Ok(book) => {
            let name = format!("施設認定申請_{}.xlsx", calendar::day(info.backend.clock.now()));
            let disposition = format!("attachment; filename*=UTF-8''{}", app::route::encode(&name));
            let headers = [
                (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                (header::CONTENT_DISPOSITION, disposition.as_str()),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, book).into_response()
        }
        Err(error) => match AppError::from(backend::Error::Internal(error)) {
            AppError::Internal(id) => pages::fault(id),
            _ => pages::no_such_file(),
        },
    }
}

/// What stands in the rows below the headings.
async fn applications(info: &RequestInfo, typed: TypedOffice) -> Result<Vec<Row>, Response> {
    let Some(actor @ Actor::Office(_)) = info.actor else {
        return Err(Redirect::to(&Route::sign_in_for(info.path.clone()).path()).into_response());
    };
    let by = By { actor, origin: info.origin.clone() };
    let found = info.backend.applications().office_export(&by, &typed.into()).await;
    let (found, matching) = found.map_err(|error| match AppError::from(error) {
        AppError::Internal(id) => pages::fault(id),
        _ => pages::no_such_file(),
    })?;
    let mut rows: Vec<Row> = found.iter().map(cells).collect();
    if found.len() < usize::try_from(matching).unwrap_or(usize::MAX) {
        let shown = found.len();
        let mut note = Row::default();
        note[0] =
            format!("該当する{matching}件のうち{shown}件です。残りは省略しました。条件を絞ってください。");
        rows.push(note);
    }
    Ok(rows)
}

fn cells(row: &OfficeRow) -> Row {
    [
        row.name.clone(),
        row.kana.clone(),
        row.prefecture.clone(),
        row.applying.kind().label().to_owned(),
        row.state.label().to_owned(),
        calendar::stamp(row.submitted_at),
        row.number.to_string(),
        calendar::slashed(row.starts),
        row.responsible.clone(),
    ]
}

/// One sheet; every cell is text, so that none is a formula.
fn workbook(rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("施設認定申請")?;
    sheet.set_freeze_panes(1, 0)?;
    let head = Format::new().set_bold();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write_string_with_format(0, column, heading, &head)?;
    }
    for (line, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(line, column, cell)?;
        }
    }
    sheet.autofit();
    book.save_to_buffer()
}

/// `GET` [`AUDIT`]
pub async fn audit(Extension(info): Extension<RequestInfo>, Query(typed): Query<TypedFilter>) -> Response {
    let Some(actor @ Actor::Office(_)) = info.actor else {
        return Redirect::to(&Route::sign_in_for(info.path).path()).into_response();
    };
    let by = By { actor, origin: info.origin.clone() };
    match info.backend.audit().export(&by, &typed).await {
        Ok(lines) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, Body::from_stream(lines)).into_response()
        }
        Err(error) => match AppError::from(error) {
            AppError::Internal(id) => pages::fault(id),
            _ => pages::no_such_file(),
        },
    }
}
