//! The society's CSV files, sent by a browser as a plain multipart form (`/office/import`): longer bodies and more time
//! than pages have. Only somebody of the office, with their second factor, is heard at all.

use crate::flash::leading_to;
use app::{
    error::AppError,
    registry::{ImportTrouble, RegistryFlash},
    request::RequestInfo,
    route::{OfficeRoute, Route},
};
use axum::{
    Extension,
    extract::{Multipart, multipart::MultipartRejection},
    response::{IntoResponse, Redirect, Response},
};
use backend::{By, documents::Arrived, registry::ImportFile};
use domain::{actor::Actor, documents::DocumentProblem, ids::ImportId};

/// Takes the files: one field each, named as [`ImportFile::key`] says.
pub const SEND: &str = "/office/import/files";

/// Why the files were not taken.
enum Refusal {
    Trouble(ImportTrouble),
    Failed(backend::Error),
}

/// `POST` [`SEND`]
pub async fn receive(
    Extension(info): Extension<RequestInfo>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Response {
    let form = OfficeRoute::Import.path();
    let Some(actor @ Actor::Office(_)) = info.actor else {
        return Redirect::to(&Route::sign_in_for(form).path()).into_response();
    };
    let by = By { actor, origin: info.origin.clone() };
    let flash = match take(&info, &by, multipart).await {
        Ok(import) => return Redirect::to(&OfficeRoute::Imported(import).path()).into_response(),
        Err(Refusal::Trouble(trouble)) => RegistryFlash::ImportRefused(trouble),
        Err(Refusal::Failed(error)) => match AppError::from(error) {
            AppError::SignedOut => return Redirect::to(&form).into_response(),
            error => error.into(),
        },
    };
    leading_to(&form, flash, info.secure)
}

async fn take(
    info: &RequestInfo,
    by: &By,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<ImportId, Refusal> {
    let multipart = multipart.map_err(|_| Refusal::Trouble(ImportTrouble::Nothing))?;
    let files = read(info, by, multipart).await?;
    if files.is_empty() {
        return Err(Refusal::Trouble(ImportTrouble::Nothing));
    }
    info.backend.registry().check_import(by, files).await.map_err(Refusal::Failed)
}

/// Reads the form to its end, whatever is in it: a browser that cannot send everything shows an error of its own.
async fn read(
    info: &RequestInfo,
    by: &By,
    mut multipart: Multipart,
) -> Result<Vec<(ImportFile, Arrived)>, Refusal> {
    let mut files: Vec<(ImportFile, Arrived)> = Vec::new();
    let mut trouble = None;
    loop {
        let field = multipart.next_field().await.map_err(|_| Refusal::Trouble(ImportTrouble::Interrupted))?;
        let Some(field) = field else { break };
        let Some(file) = field.name().and_then(|name| name.parse::<ImportFile>().ok()) else { continue };
        let chosen = !field.file_name().unwrap_or_default().is_empty();
        match info.backend.registry().import_file_arrives(by, field).await.map_err(Refusal::Failed)? {
            // A form without a choice sends a file of no name and no length.
            Err(DocumentProblem::Empty) if !chosen => {}
            Ok(arrived) if files.iter().all(|(known, _)| *known != file) => files.push((file, arrived)),
            Ok(_) => trouble = trouble.or(Some(ImportTrouble::Twice)),
            Err(DocumentProblem::Empty) => trouble = trouble.or(Some(ImportTrouble::Empty)),
            Err(DocumentProblem::TooLarge { .. }) => trouble = trouble.or(Some(ImportTrouble::TooLarge)),
            Err(_) => return Err(Refusal::Trouble(ImportTrouble::Interrupted)),
        }
    }
    trouble.map_or(Ok(files), |trouble| Err(Refusal::Trouble(trouble)))
}
