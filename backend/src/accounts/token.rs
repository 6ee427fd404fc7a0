//! Secrets that travel in cookies and links: 256 random bits for the person, only a SHA-256 for the database (A5).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// A fresh secret, 43 letters of base64url.
pub fn fresh() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored of a secret. Strangers' guesses are hashed like everything else, so a look-up tells nothing by its time.
pub fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The digest as text, for keys that must not show what was typed.
pub fn digest_text(typed: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(typed))
}

/// Random bytes, for the secret of a second factor and its recovery codes.
pub fn random<const N: usize>() -> [u8; N] {
    rand::random()
}
