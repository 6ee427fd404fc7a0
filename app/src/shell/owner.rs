//! A page belongs to the person for whom it was made (C19): whatever it sends names the account, and nothing of it is written
//! to another one that has signed in meanwhile in the same browser.

use domain::actor::Actor;

use crate::request::RequestInfo;

/// The account, in the address that a page sends to.
const OWNER: &str = "owner";

/// Where a form or an island of this page sends to. A page that was made for nobody names nobody: what it sends is decided by
/// who is signed in then.
pub fn owned(address: &str) -> String {
    owned_by(address, &account())
}

/// The account for which this page is made; empty where it is made for nobody.
pub fn account() -> String {
    let actor = RequestInfo::current().ok().and_then(|request| request.actor);
    actor.map_or_else(String::new, |actor| actor.account().to_string())
}

/// The same of a page that was made for this account; of nobody when it is empty.
pub fn owned_by(address: &str, account: &str) -> String {
    match account {
        "" => address.to_owned(),
        account => format!("{address}?{OWNER}={account}"),
    }
}

/// The account for which the page was made that sent this; empty where the address does not say (it was made for nobody, or
/// by a release that did not know of owners).
pub fn owner(query: Option<&str>) -> &str {
    let pairs = query.unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(name, _)| *name == OWNER).map(|(_, account)| account).next().unwrap_or_default()
}

/// Was the page made for somebody else than who is signed in?
pub fn is_of_another(query: Option<&str>, actor: &Actor) -> bool {
    match owner(query) {
        "" => false,
        account => account != actor.account().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::{FacilityId, MemberId};
    use uuid::Uuid;

    use super::{Actor, is_of_another, owned_by, owner};

    #[test]
    fn c19_an_address_names_the_account_for_which_its_page_was_made() {
        let (taro, hanako) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let taros = owned_by("/api/cases/save", &taro.to_string());
        let query = taros.split_once('?').map(|(_, query)| query);
        assert_eq!(owner(query), taro.to_string());
        let member = |id| Actor::Member { id: MemberId(id), physician: true };
        for (query, actor, another) in [
            (query, member(taro), false),
            (query, member(hanako), true),
            (query, Actor::Facility(FacilityId(hanako)), true),
            (None, member(taro), false),
            (Some("owner="), member(taro), false),
            (Some("a=1&owner=nobody"), member(taro), true),
        ] {
            assert_eq!(is_of_another(query, &actor), another, "{query:?} {actor:?}");
        }
        assert_eq!(owned_by("/api/cases/save", ""), "/api/cases/save", "a page for nobody");
    }
}
