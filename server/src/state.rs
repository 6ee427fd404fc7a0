//! What the process hands to every handler.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use backend::Backend;
use leptos::config::LeptosOptions;

use crate::{config::Settings, events::Events, health::Pulse, press::Press};

/// What every handler may use. Behind one pointer: the router copies it several times for each request, once for each layer.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What an [`AppState`] holds.
pub struct Shared {
    pub backend: Backend,
    pub leptos: LeptosOptions,
    pub site: Site,
    pub events: Events,
    pub pulse: Arc<Pulse>,
    pub press: Press,
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// How the site is reached.
#[derive(Clone, Debug)]
pub struct Site {
    /// Without a slash at the end.
    pub public_url: String,
    pub trusted_proxies: u8,
    /// Requests are told to a collector.
    pub traced: bool,
    /// `make dev`: the page opens a web socket to the watcher.
    pub reloads: bool,
}

impl Site {
    pub fn of(settings: &Settings) -> Self {
        Self {
            public_url: settings.public_url(),
            trusted_proxies: settings.trusted_proxies,
            traced: settings.otlp_endpoint.is_some(),
            reloads: std::env::var_os("LEPTOS_WATCH").is_some(),
        }
    }

    /// People reach it by https: secure cookies, HSTS.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
