//! 施設マイページ of certified facilities: what is held, 「詳細・変更」, 「認定返上申請」; 「変更・返上」 for the office.

pub mod api;
mod changes;
mod details;
mod fields;
mod flash;
mod giving_back;
mod held;
mod losing_link;
mod office;

pub use flash::FacilityFlash;

use domain::{
    facilities::{About, DetailsPage, Retyped},
    registry::FacilityKind,
};

use crate::{
    error::AppError,
    request::Typed,
    route::Route,
    shell::{Ask, Entry, Section, page},
    ui::Crumb,
};

/// The pages.
pub fn pages() -> Vec<Entry> {
    vec![
        page("/facility/core", Section::Facilities, |ask| held::held(ask, FacilityKind::Core)),
        page("/facility/partner", Section::Facilities, |ask| held::held(ask, FacilityKind::Partner)),
        page("/facility/training", Section::Facilities, |ask| held::held(ask, FacilityKind::Training)),
        page("/facility/{kind}/details", Section::Facilities, details::details),
        page("/facility/{kind}/return", Section::Facilities, giving_back::giving_back),
        page("/office/changes", Section::Office, office::changes),
        page("/office/changes/{change}", Section::Office, office::change),
    ]
}

/// What a facility holds of the 種別 in the address, with what was typed there and not taken: for 「認定返上申請」 when it is
/// `returning`, for 「詳細・変更」 otherwise.
async fn details_of(ask: &Ask, returning: bool) -> Result<DetailsPage, AppError> {
    let kind: FacilityKind = ask.path("kind")?;
    let by = ask.by()?;
    let retyped = Typed::Facility
        .take()
        .and_then(|typed| serde_json::from_str::<Retyped>(&typed).ok())
        .filter(|retyped| (retyped.about == Some(About::Return)) == returning);
    Ok(ask.backend.facilities().details(&by, kind, retyped).await?)
}

/// The way back to マイページ and to what is held.
fn crumbs(kind: Option<FacilityKind>) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("マイページTOP", Route::Facility.path())];
    crumbs.extend(kind.map(|kind| Crumb::new(kind.label(), Route::FacilityHeld(kind).path())));
    crumbs
}
