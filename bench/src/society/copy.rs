//! Rows by COPY, in pieces.

use std::fmt::Write as _;

use color_eyre::eyre::Result;
use sqlx::PgConnection;

const CHUNK: usize = 1 << 20;

/// Rows on their way into `table (columns)`.
pub(super) struct Rows<'a> {
    db: &'a mut PgConnection,
    columns: &'static str,
    text: String,
    pieces: Vec<String>,
}

impl<'a> Rows<'a> {
    pub(super) fn into(db: &'a mut PgConnection, columns: &'static str) -> Self {
        Self { db, columns, text: String::new(), pieces: Vec::new() }
    }

    /// Columns separated by tabs; `\N` is nothing.
    pub(super) fn row(&mut self, row: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(row);
        self.text.push('\n');
        if self.text.len() > CHUNK {
            self.pieces.push(std::mem::take(&mut self.text));
        }
    }

    /// Sends what has come together, now and then.
    pub(super) async fn flush(&mut self) -> Result<()> {
        if self.pieces.len() < 16 {
            return Ok(());
        }
        self.send().await
    }

    async fn send(&mut self) -> Result<()> {
        let mut copy = self.db.copy_in_raw(&format!("copy {} from stdin", self.columns)).await?;
        for piece in self.pieces.drain(..) {
            copy.send(piece.into_bytes()).await?;
        }
        copy.finish().await?;
        Ok(())
    }

    pub(super) async fn end(mut self) -> Result<()> {
        self.pieces.push(std::mem::take(&mut self.text));
        self.send().await
    }
}
