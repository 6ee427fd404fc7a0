//! What a signed-in person sees of themself.

use domain::{
    accounts::{Dashboard, Me, MemberPage},
    actor::Actor,
};

use super::Accounts;
use crate::{By, Result};

impl Accounts<'_> {
    /// Who is signed in, for header and menu.
    pub async fn me(&self, actor: &Actor) -> Result<Me> {
        let _ = actor;
        todo!()
    }

    /// 「会員専用ページ」
    pub async fn member_page(&self, by: &By) -> Result<MemberPage> {
        let _ = by;
        todo!()
    }

    /// 「マイページTOP」
    pub async fn dashboard(&self, by: &By) -> Result<Dashboard> {
        let _ = by;
        todo!()
    }
}
