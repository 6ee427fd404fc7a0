//! A PDF as viewers read it. The parser ends a list where something in it is not what it should be; viewers leave that out
//! and go on. So such lists are written anew, without what is not there, in a section behind the file, the way in which every
//! program changes a PDF.

use std::collections::{BTreeMap, HashSet};

use hayro_syntax::{
    LoadPdfError, Pdf,
    object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream},
};

/// Deepest tree of pages that is looked at.
const DEEPEST: u32 = 64;

/// Objects to be written anew, or for the first time.
#[derive(Default)]
pub struct Changes<'a> {
    /// Whole objects, by number and generation.
    objects: BTreeMap<Id, Vec<u8>>,
    /// Lists inside an object: its bytes as they are, and what takes the place of which piece of them.
    lists: BTreeMap<Id, (&'a [u8], Vec<Place>)>,
}

/// The number of an object and its generation.
type Id = (i32, i32);

/// From where to where in an object, and what takes this place.
type Place = (usize, usize, Vec<u8>);

/// Reads a file and leaves out what is not there.
///
/// # Errors
/// What [`Pdf::new_with_password`] says.
pub fn open(file: Vec<u8>, password: &str) -> Result<Pdf, LoadPdfError> {
    let pdf = Pdf::new_with_password(file, password)?;
    let mut changes = Changes::default();
    if let Some(tree) = catalogue(&pdf).and_then(|root| root.get::<Dict<'_>>("Pages")) {
        Walk { pdf: &pdf, seen: HashSet::new() }.look(&tree, 0, &mut changes);
    }
    match changes.written_behind(&pdf) {
        Some(mended) => Pdf::new_with_password(mended, password),
        None => Ok(pdf),
    }
}

/// The first object of a PDF, which leads to all others.
pub fn catalogue(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())
}

struct Walk<'a> {
    pdf: &'a Pdf,
    seen: HashSet<ObjectIdentifier>,
}

impl<'a> Walk<'a> {
    /// A folder of pages and everything in it.
    fn look(&mut self, folder: &Dict<'a>, depth: u32, changes: &mut Changes<'a>) {
        let fresh = folder.obj_id().is_none_or(|id| self.seen.insert(id));
        let Some(kids) = folder.get::<Array<'_>>("Kids").filter(|_| fresh && depth < DEEPEST) else { return };
        let mut whole = true;
        for kid in kids.raw_iter() {
            let kid = match kid {
                MaybeRef::Ref(id) => self.pdf.xref().get::<Dict<'_>>(id.into()),
                MaybeRef::NotRef(object) => object.into_dict(),
            };
            match kid {
                None => whole = false,
                Some(kid) if kid.get::<Name<'_>>("Type").is_some_and(|name| name.as_str() == "Pages") => {
                    self.look(&kid, depth + 1, changes);
                }
                Some(page) => self.look_at_page(&page, changes),
            }
        }
        if !whole {
            changes.write_list(self.pdf, folder, "Kids", self.existing::<Dict<'_>>(&kids), &[]);
        }
    }

    fn look_at_page(&self, page: &Dict<'a>, changes: &mut Changes<'a>) {
        if let Some(contents) = page.get::<Array<'_>>("Contents") {
            let there = self.existing::<Stream<'_>>(&contents);
            if there.len() < contents.raw_iter().count() {
                changes.write_list(self.pdf, page, "Contents", there, &[]);
            }
        }
        if let Some(annotations) = page.get::<Array<'_>>("Annots") {
            let there = self.existing::<Dict<'_>>(&annotations);
            if there.len() < annotations.raw_iter().count() {
                changes.write_list(self.pdf, page, "Annots", there, &[]);
            }
        }
    }

    /// What of a list is there, and is what it should be.
    fn existing<T: Listed<'a>>(&self, list: &Array<'a>) -> Vec<Vec<u8>> {
        list.raw_iter().filter_map(|item| written::<T>(self.pdf, item)).collect()
    }
}

/// What a list may be of.
pub trait Listed<'a>: Sized {
    fn is_there(pdf: &'a Pdf, id: ObjectIdentifier) -> bool;
}

impl<'a> Listed<'a> for Dict<'a> {
    fn is_there(pdf: &'a Pdf, id: ObjectIdentifier) -> bool {
        pdf.xref().get::<Dict<'_>>(id).is_some()
    }
}

impl<'a> Listed<'a> for Stream<'a> {
    fn is_there(pdf: &'a Pdf, id: ObjectIdentifier) -> bool {
        pdf.xref().get::<Stream<'_>>(id).is_some()
    }
}

/// An item of a list as it is written; nothing when it is not there.
fn written<'a, T: Listed<'a>>(pdf: &'a Pdf, item: MaybeRef<Object<'a>>) -> Option<Vec<u8>> {
    match item {
        MaybeRef::Ref(id) => {
            T::is_there(pdf, id.into()).then(|| format!("{} {} R", id.obj_number, id.gen_number).into_bytes())
        }
        MaybeRef::NotRef(object) => object.into_dict().map(|dict| dict.data().to_vec()),
    }
}

/// The items of a page's list as they are written, those that are there.
pub fn annotations_as_written<'a>(pdf: &'a Pdf, list: &Array<'a>) -> Vec<Vec<u8>> {
    list.raw_iter().filter_map(|item| written::<Dict<'_>>(pdf, item)).collect()
}

impl<'a> Changes<'a> {
    /// An object that is new.
    pub fn add(&mut self, number: i32, object: Vec<u8>) {
        self.objects.insert((number, 0), object);
    }

    /// Writes the list that stands under this key anew: these items, and those.
    pub fn write_list(
        &mut self,
        pdf: &'a Pdf,
        holder: &Dict<'a>,
        key: &str,
        items: Vec<Vec<u8>>,
        more: &[Vec<u8>],
    ) {
        let items: Vec<_> = items.into_iter().chain(more.iter().cloned()).collect();
        let mut list = b"[".to_vec();
        list.extend(items.join(&b' '));
        list.push(b']');
        if let Some(id) = holder.get_ref(key) {
            // The list is an object of its own, or nothing.
            self.objects.insert((id.obj_number, id.gen_number), list);
            return;
        }
        let bytes = holder.data();
        // An object in another one bears its number.
        let Some(id) = holder
            .obj_id()
            .filter(|id| pdf.xref().get::<Dict<'_>>(*id).is_some_and(|found| found.data() == bytes))
        else {
            return;
        };
        let old = holder.get::<Array<'_>>(key);
        let place = old.and_then(|old| within(bytes, old.data())).map(|(from, to)| (from - 1, to + 1, list));
        if let Some(place) = place {
            let (_, places) =
                self.lists.entry((id.obj_number, id.gen_number)).or_insert_with(|| (bytes, Vec::new()));
            places.push(place);
        }
    }

    /// The file with these changes behind it; nothing when there are none.
    pub fn written_behind(mut self, pdf: &Pdf) -> Option<Vec<u8>> {
        for (id, (bytes, mut places)) in std::mem::take(&mut self.lists) {
            let mut object = bytes.to_vec();
            // From behind, so that what stands before keeps its place.
            places.sort_by_key(|(from, ..)| std::cmp::Reverse(*from));
            for (from, to, list) in places {
                object.splice(from..to, list);
            }
            self.objects.insert(id, object);
        }
        let (highest, _) = *self.objects.keys().next_back()?;
        let mut file = pdf.data().as_ref().to_vec();
        let before = last_table(&file);
        file.push(b'\n');
        let mut table = b"xref\n".to_vec();
        for ((number, generation), object) in &self.objects {
            table.extend(format!("{number} 1\n{:010} {generation:05} n \n", file.len()).bytes());
            file.extend(format!("{number} {generation} obj\n").bytes());
            file.extend(object);
            file.extend(b"\nendobj\n");
        }
        let at = file.len();
        file.extend(table);
        let root = pdf.xref().root_id();
        let before = before.map(|at| format!(" /Prev {at}")).unwrap_or_default();
        let size = i64::from(highest) + 1;
        let (number, generation) = (root.obj_number, root.gen_number);
        file.extend(format!("trailer\n<</Size {size} /Root {number} {generation} R{before}>>\n").bytes());
        file.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
        Some(file)
    }
}

/// Where a piece of these bytes lies in them.
fn within(bytes: &[u8], piece: &[u8]) -> Option<(usize, usize)> {
    let from = piece.as_ptr().addr().checked_sub(bytes.as_ptr().addr())?;
    let to = from + piece.len();
    (from >= 1 && to < bytes.len()).then_some((from, to))
}

/// What the file says of where its last table is.
fn last_table(file: &[u8]) -> Option<u64> {
    const MARK: &[u8] = b"startxref";
    let at = file.windows(MARK.len()).rposition(|window| window == MARK)? + MARK.len();
    let number: String = file[at..]
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    number.parse().ok()
}
