//! Names that one page of this browser holds at a time (Web Locks), so that pages know of each other which still live.

use std::time::Duration;

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::set_timeout;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// Longer than a page that is left takes to go: who holds a name for longer than this lives.
const PATIENCE: Duration = Duration::from_millis(500);

#[wasm_bindgen]
extern "C" {
    /// `web_sys` calls this unstable, which it is in no browser.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, options: &Object, granted: &Function) -> Result<Promise, JsValue>;
}

/// A name that is held until this is dropped, or the page is gone, however it went.
pub struct Lock {
    release: Option<Function>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

impl Lock {
    /// Holds the name as soon as nobody else does.
    pub fn wait(name: &str) -> impl Future<Output = Option<Self>> + use<> {
        Self::ask(name, &Object::new())
    }

    /// Holds the name of a page that is gone or about to go; nothing when that page lives. A browser without such names
    /// cannot know, and takes every page for gone.
    pub fn of_gone(name: &str) -> impl Future<Output = Option<Self>> + use<> {
        let options = Object::new();
        if let Ok(patience) = AbortController::new() {
            let _ = Reflect::set(&options, &"signal".into(), &patience.signal());
            set_timeout(move || patience.abort(), PATIENCE);
        }
        Self::ask(name, &options)
    }

    /// Asks at once, whenever the answer is waited for.
    fn ask(name: &str, options: &Object) -> impl Future<Output = Option<Self>> + use<> {
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let lock = Self { release };
        let mut asked = None;
        let granted = Promise::new(&mut |resolve, _| {
            let held = held.clone();
            let granted = Closure::once_into_js(move || {
                let _ = resolve.call0(&JsValue::NULL);
                held
            });
            asked = request(name, options, granted.unchecked_ref()).ok();
        });
        // Listened to at once: a refusal that nobody listens to would be an error of the page.
        let first = asked.map(|asked| JsFuture::from(Promise::race(&Array::of2(&granted, &asked))));
        async move {
            match first {
                Some(first) => first.await.ok().map(|_| lock),
                None => Some(lock),
            }
        }
    }
}
