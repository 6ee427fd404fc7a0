//! What the browser keeps of a form until the server has it (C18, docs/adr/0030): in `IndexedDB`, on the disk before it is called
//! kept, an entry for each draft and page. A page that lives holds the name of its entry; the entry of one that is gone is taken
//! over by the page that finds it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Array, Object, Promise, Reflect};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbKeyRange, IdbRequest, IdbTransaction};

use super::{entry::Entry, lock::Lock};

const DATABASE: &str = "autosave";
const STORE: &str = "local_copy";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = IdbDatabase, js_name = IDBDatabase)]
    #[derive(Clone)]
    type Database;
    /// `web_sys` has it without options, or calls it unstable.
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Database,
        store: &str,
        mode: &str,
        options: &Object,
    ) -> Result<Transaction, JsValue>;
    #[wasm_bindgen(extends = IdbTransaction, js_name = IDBTransaction)]
    type Transaction;
    /// `web_sys` calls it deprecated, which it is in no browser.
    #[wasm_bindgen(method, catch)]
    fn commit(this: &Transaction) -> Result<(), JsValue>;
}

/// What an earlier page left, and nobody else takes as long as this is there.
pub struct Left {
    key: String,
    _lock: Lock,
}

/// The local copy of one open form.
pub struct LocalCopy {
    /// Keys of the same draft begin with this; its owner is in its name, so that nobody sees what another typed on the same
    /// device.
    draft: String,
    /// The entry of this page.
    key: String,
    lock: RefCell<Option<Lock>>,
    database: RefCell<Option<Database>>,
    /// What is to be written when what is under way is done.
    newest: RefCell<Option<Write>>,
    /// Writes under way. While the database is being opened it counts as one.
    under_way: Cell<u32>,
    /// What stands in this page by now and goes with its next write.
    taken: RefCell<Vec<Left>>,
    /// Hears whether the newest write is on the disk.
    written: Box<dyn Fn(bool)>,
}

enum Write {
    Keep(Entry),
    Forget,
}

impl LocalCopy {
    /// Of a draft, for this page; `written` hears whether the newest write is on the disk.
    pub fn of(draft: &str, written: impl Fn(bool) + 'static) -> Rc<Self> {
        // No two pages have the same: a page that was duplicated is loaded anew.
        let page = [js_sys::Date::now(), js_sys::Math::random()].map(|part| part.to_string()).concat();
        Rc::new(Self {
            draft: [draft, " "].concat(),
            key: [draft, " ", &page].concat(),
            lock: RefCell::default(),
            database: RefCell::default(),
            newest: RefCell::default(),
            under_way: Cell::new(1),
            taken: RefCell::default(),
            written: Box::new(written),
        })
    }

    /// Opens the database, and answers what pages left that are gone.
    pub async fn open(self: &Rc<Self>) -> Vec<(Left, Entry)> {
        let lock = Lock::wait(&self.key).await;
        self.lock.replace(lock);
        let there = self.connect().await;
        self.under_way.set(0);
        if self.newest.borrow().is_some() {
            self.write_now();
        } else if !there {
            (self.written)(false);
        }
        if there { self.left().await } else { vec![] }
    }

    /// Keeps this; what was kept of this page before is of no use any more.
    pub fn keep(self: &Rc<Self>, entry: Entry) {
        self.write(Write::Keep(entry));
    }

    /// Nothing of this page need be kept.
    pub fn forget(self: &Rc<Self>) {
        self.write(Write::Forget);
    }

    /// At once when nothing is under way; otherwise only the newest waits.
    fn write(self: &Rc<Self>, write: Write) {
        self.newest.replace(Some(write));
        if self.under_way.get() == 0 {
            self.write_now();
        }
    }

    /// Writes what waits, whatever is under way: the page may end with this.
    pub fn write_now(self: &Rc<Self>) {
        let Some(write) = self.newest.take() else { return };
        let taken = self.taken.take();
        self.under_way.set(self.under_way.get() + 1);
        let begun = self.begin(&write, &taken);
        let this = Rc::clone(self);
        spawn_local(async move {
            let mut kept = is_done(begun).await;
            let alone = this.under_way.get() == 1 && this.newest.borrow().is_none();
            // Browsers close a database now and then; it may be there again.
            if !kept && alone && this.connect().await {
                kept = is_done(this.begin(&write, &taken)).await;
            }
            if !kept {
                this.taken.borrow_mut().extend(taken);
                if !alone {
                    this.newest.borrow_mut().get_or_insert(write);
                }
            }
            this.under_way.set(this.under_way.get() - 1);
            if this.under_way.get() > 0 {
                return;
            }
            if this.newest.borrow().is_some() { this.write_now() } else { (this.written)(kept) }
        });
    }

    /// Hands everything to the browser, so that the page may end.
    fn begin(&self, write: &Write, taken: &[Left]) -> Result<Transaction, JsValue> {
        let transaction = self.transaction("readwrite")?;
        let store = transaction.object_store(STORE)?;
        for left in taken {
            store.delete(&left.key.as_str().into())?;
        }
        let key = self.key.as_str().into();
        match write {
            Write::Keep(entry) => {
                let json = serde_json::to_string(entry).map_err(|_| JsValue::UNDEFINED)?;
                store.put_with_key(&json.into(), &key)?;
            }
            Write::Forget => {
                store.delete(&key)?;
            }
        }
        // A browser that cannot be told commits by itself.
        let _ = transaction.commit();
        Ok(transaction)
    }

    fn transaction(&self, mode: &str) -> Result<Transaction, JsValue> {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into())?;
        let database = self.database.borrow();
        database.as_ref().ok_or(JsValue::UNDEFINED)?.transaction(STORE, mode, &options)
    }

    async fn connect(&self) -> bool {
        let database = database().await;
        let there = database.is_some();
        if let Some(old) = self.database.replace(database) {
            old.close();
        }
        if there {
            self.move_old().await;
        }
        there
    }

    /// Entries of pages that are gone.
    async fn left(&self) -> Vec<(Left, Entry)> {
        let others = self.read().await.into_iter().map(|(key, _)| key).filter(|key| *key != self.key);
        let asked: Vec<_> = others.map(|key| (Lock::of_gone(&key), key)).collect();
        let mut gone = Vec::new();
        for (lock, key) in asked {
            if let Some(lock) = lock.await {
                gone.push(Left { key, _lock: lock });
            }
        }
        if gone.is_empty() {
            return vec![];
        }
        // A page that went meanwhile wrote once more.
        let mut entries = self.read().await;
        let entry = |left: Left| {
            let place = entries.iter().position(|(key, _)| *key == left.key)?;
            let (_, json) = entries.swap_remove(place);
            Some((left, serde_json::from_str(&json).ok()?))
        };
        gone.into_iter().filter_map(entry).collect()
    }

    /// Everything that is kept of the draft, by key.
    async fn read(&self) -> Vec<(String, String)> {
        let reading = || {
            let transaction = self.transaction("readonly").ok()?;
            let store = transaction.object_store(STORE).ok()?;
            let end = [&self.draft, "\u{ffff}"].concat();
            let range = IdbKeyRange::bound(&self.draft.as_str().into(), &end.into()).ok()?;
            let keys = store.get_all_keys_with_key(&range).ok()?;
            Some((transaction, keys, store.get_all_with_key(&range).ok()?))
        };
        let Some((transaction, keys, entries)) = reading() else { return vec![] };
        if !is_done(Ok(transaction)).await {
            return vec![];
        }
        let list = |request: IdbRequest| Array::from(&request.result().unwrap_or_default());
        let (keys, entries) = (list(keys), list(entries));
        keys.iter()
            .zip(entries.iter())
            .filter_map(|(key, json)| Some((key.as_string()?, json.as_string()?)))
            .collect()
    }

    /// It stands in the inputs of this page: it goes with the write that keeps them.
    pub fn take(&self, left: Left) {
        self.taken.borrow_mut().push(left);
    }

    /// The server has it, or nobody wants it. Is it gone?
    pub async fn remove(&self, left: Left) -> bool {
        let removing = || {
            let transaction = self.transaction("readwrite")?;
            transaction.object_store(STORE)?.delete(&left.key.as_str().into())?;
            let _ = transaction.commit();
            Ok(transaction)
        };
        is_done(removing()).await
    }

    /// The page is being left: the next one may take its entry over.
    pub fn leave(&self) {
        self.lock.take();
    }

    /// The local copy was in `localStorage` once, one for all pages: what a browser has there becomes an entry like others.
    async fn move_old(&self) {
        let Ok(Some(storage)) = window().local_storage() else { return };
        let draft = self.draft.trim_end();
        let names = [["journal:", draft].concat(), ["journal:", draft, ":waiting"].concat()];
        let old: Vec<_> =
            names.into_iter().filter_map(|name| Some((storage.get_item(&name).ok()??, name))).collect();
        if old.is_empty() {
            return;
        }
        let moving = || {
            let transaction = self.transaction("readwrite")?;
            let store = transaction.object_store(STORE)?;
            for (json, name) in &old {
                store.put_with_key(&json.into(), &[&self.draft, name.as_str()].concat().into())?;
            }
            Ok(transaction)
        };
        if is_done(moving()).await {
            for (_, name) in &old {
                let _ = storage.remove_item(name);
            }
        }
    }
}

/// The database of this browser; nothing where it has none for us.
async fn database() -> Option<Database> {
    let request = window().indexed_db().ok()??.open_with_u32(DATABASE, 1).ok()?;
    let new = request.clone();
    let create = Closure::once_into_js(move || {
        if let Ok(database) = new.result() {
            let _ = database.unchecked_into::<IdbDatabase>().create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(create.unchecked_ref()));
    let opened = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(opened).await.ok()?;
    let database: Database = request.result().ok()?.unchecked_into();
    let old = database.clone();
    // A later release wants another one: this page must not be in its way.
    let close = Closure::once_into_js(move || old.close());
    database.set_onversionchange(Some(close.unchecked_ref()));
    Some(database)
}

/// Waits for a transaction; is everything of it on the disk?
async fn is_done(begun: Result<Transaction, JsValue>) -> bool {
    let Ok(transaction) = begun else { return false };
    let done = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    JsFuture::from(done).await.is_ok()
}
