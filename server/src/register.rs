//! 「施設名簿」 as a file: what the page shows, all of it.

use app::{error::AppError, request::RequestInfo};
use axum::{
    Extension,
    extract::{Query, rejection::QueryRejection},
    response::Response,
};
use domain::{
    calendar,
    registry::{RegisterFilter, TypedRegister},
};

use crate::{csv::Csv, pages};

/// The file.
pub const FILE: &str = "/register.csv";

/// `GET` [`FILE`], with the filter of the page.
pub async fn file(
    Extension(info): Extension<RequestInfo>,
    typed: Result<Query<TypedRegister>, QueryRejection>,
) -> Response {
    let filter = RegisterFilter::read(&typed.map(|Query(typed)| typed).unwrap_or_default());
    let register = match info.backend.registry().whole_register(filter).await.map_err(AppError::from) {
        Ok(register) => register,
        Err(AppError::Internal(id)) => return pages::fault(id),
        Err(_) => return pages::no_such_file(),
    };
    let mut table =
        Csv::new(["都道府県", "種別", "施設名", "ふりがな", "認定番号", "認定開始日", "認定終了日"]);
    for row in &register.rows {
        let [start, end] = [row.period.start(), row.period.end()].map(calendar::slashed);
        table.row([
            &row.prefecture,
            row.kind.label(),
            &row.name,
            &row.kana,
            &row.certificate_no,
            &start,
            &end,
        ]);
    }
    table.file(&format!("施設名簿_{}.csv", register.today))
}
