//! 施設マイページ of certified facilities: what is held, 「詳細・変更」 (F13), 「認定返上申請」 (F12).

mod change;
mod contact;
mod refused;
mod rules;
mod views;

pub use change::{About, ChangeName, ChangeState, REASON_LIMIT, Verdict};
pub use contact::{CONTACT, check_contact, check_proposed, field, is_renewal_due, kind_of, label, settled};
pub use refused::{ChangeAction, ChangeRefused};
pub use rules::may;
pub use views::*;
