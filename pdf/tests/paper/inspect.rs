//! F6: PDFs as other programs write them. The broken and hostile ones are in the server's tests, where they may crash.

use domain::documents::DocumentProblem;

/// Protected ones, made with pypdf: every kind of lock, with a password and without one (restricted in printing only).
const LOCKED: [(&str, &[u8]); 5] = [
    ("RC4, 40 bit, restricted", include_bytes!("../files/restricted_rc4_40.pdf")),
    ("RC4, 128 bit, restricted", include_bytes!("../files/restricted_rc4.pdf")),
    ("AES, 128 bit, restricted", include_bytes!("../files/restricted_aes128.pdf")),
    ("AES, 256 bit, restricted", include_bytes!("../files/restricted_aes.pdf")),
    ("AES, 256 bit, password", include_bytes!("../files/password_aes.pdf")),
];

#[test]
fn f6_every_kind_of_lock_is_seen() {
    for (name, file) in LOCKED {
        assert_eq!(pdf::inspect(file.to_vec()), Err(DocumentProblem::Encrypted), "{name}");
    }
}

#[test]
fn f6_a_file_that_ends_early_is_unreadable() {
    let (_, whole) = LOCKED[0];
    for length in [20, whole.len() / 2, whole.len() - 7] {
        assert_eq!(pdf::inspect(whole[..length].to_vec()), Err(DocumentProblem::Unreadable), "{length}");
    }
}
