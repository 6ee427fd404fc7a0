//! Tests of A1–A9.
