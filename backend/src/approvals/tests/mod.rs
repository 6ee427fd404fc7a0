//! Rules of 承認依頼 and 症例承認, on a real database.
