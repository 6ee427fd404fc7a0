//! Codes of authenticator apps (RFC 6238): SHA-1, six digits, 30 seconds, because that is what every app can do.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::accounts::in_groups;
use jiff::Timestamp;
use qrcode::{QrCode, render::svg};
use totp_rs::{Builder, Secret, Totp};

use crate::{Error, Result};

/// Bytes of a secret: as many as SHA-1 has, which RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;

/// A secret and whose it is.
pub struct Factor(Totp);

impl Factor {
    /// The factor with this secret; `society` and `account` are its names in the app.
    pub fn of(secret: &[u8], society: &str, account: &str) -> Result<Self> {
        // The app takes what stands before a colon for the issuer.
        let name = |text: &str| text.replace(':', " ");
        Builder::new()
            .with_secret(secret)
            .with_issuer(Some(name(&format!("{society} 認定システム"))))
            .with_account_name(name(account))
            .build()
            .map(Self)
            // The cause could show the secret.
            .map_err(|_| Error::inconsistent("second_factor", "not a secret"))
    }

    /// The step of this code, in 30 seconds since 1970, when it is that of this moment or of the one before or after it.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let now = u64::try_from(now.as_second()).ok()?;
        self.0.check(code, now).and_then(|step| i64::try_from(step).ok())
    }

    /// The secret as people type it.
    pub fn secret(&self) -> String {
        in_groups(&self.0.secret().to_base32(), " ")
    }

    /// The secret as the app reads it from the screen: an SVG picture as a `data:` address, which the site's policy
    /// lets an `<img>` show.
    pub fn qr(&self) -> Result<String> {
        let unfit = |e: &dyn std::fmt::Display| Error::Internal(format!("QR code: {e}"));
        let address = self.0.to_url().map_err(|_| Error::Internal("QR code: no address".into()))?;
        let code = QrCode::new(address.as_bytes()).map_err(|e| unfit(&e))?;
        let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
        Ok(format!("data:image/svg+xml;base64,{}", STANDARD.encode(picture)))
    }
}

/// Random bytes in base32.
pub fn base32(bytes: &[u8]) -> String {
    Secret::from(bytes).to_base32()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The secret of RFC 6238, appendix B; its codes have eight digits there, of which these are the last six.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let factor = Factor::of(b"12345678901234567890", "学会", "office@example.jp").unwrap();
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(factor.step_of(code, at(second)), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn one_step_of_skew_is_allowed_and_no_more() {
        let factor = Factor::of(b"12345678901234567890", "学会", "office@example.jp").unwrap();
        // 287082 belongs to the seconds 30–59.
        for (second, accepted) in [(0, true), (29, true), (30, true), (60, true), (89, true), (90, false)] {
            assert_eq!(factor.step_of("287082", at(second)).is_some(), accepted, "{second}");
        }
        assert_eq!(factor.step_of("000000", at(59)), None);
    }

    #[test]
    fn names_with_a_colon_do_not_break_the_address() {
        let factor = Factor::of(&[7; SECRET_BYTES], "学会: 西", "a:b@example.jp").unwrap();
        assert!(factor.0.to_url().unwrap().contains("otpauth://totp/"));
        assert!(factor.qr().unwrap().starts_with("data:image/svg+xml;base64,"));
        assert_eq!(factor.secret().len(), 32 + 7, "32 letters in 8 groups");
    }
}
