//! Tables as CSV files ([`backend::table`]).

use axum::{
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use backend::table;

/// One table.
pub struct Csv(String);

impl Csv {
    /// A table with these headings.
    pub fn new<const N: usize>(headings: [&str; N]) -> Self {
        Self(format!("{}{}", table::BOM, table::row(headings)))
    }

    /// One more row.
    pub fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.0.push_str(&table::row(cells));
    }

    /// The table as a file of this name.
    pub fn file(self, name: &str) -> Response {
        let disposition = format!("attachment; filename*=UTF-8''{}", app::route::encode(name));
        let headers: [(HeaderName, &str); 3] = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, &disposition),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (headers, self.0).into_response()
    }
}
