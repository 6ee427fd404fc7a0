//! The four files of an import and their columns: the one place that knows their names.

use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::PathBuf,
    sync::Arc,
};

/// Where the four files come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportSource {
    /// A folder that holds the four files under their names.
    Dir(PathBuf),
    /// The demo society, which the program carries.
    Embedded,
    /// The four files as text, in the order of [`ImportFile::ALL`].
    Given(Arc<[String; 4]>),
}

/// One of the four files, in the order in which they refer to each other and are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportFile {
    Members,
    Qualifications,
    Facilities,
    Certifications,
}

/// What a column's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words as people write them.
    Text,
    /// 会員番号, 施設番号, 認定番号: typed full width or half width, kept half width.
    Number,
    Email,
    Day,
    Qualification,
    Facility,
}

/// One column, found by its name in the header row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

const fn required(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: true }
}

const fn optional(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: false }
}

const MEMBERS: &[Column] = &[
    required("member_no", Kind::Number),
    required("family_name", Kind::Text),
    required("given_name", Kind::Text),
    required("family_kana", Kind::Text),
    required("given_kana", Kind::Text),
    required("email", Kind::Email),
    required("profession", Kind::Text),
    required("joined_on", Kind::Day),
    optional("left_on", Kind::Day),
    optional("affiliation", Kind::Text),
];

const QUALIFICATIONS: &[Column] = &[
    required("member_no", Kind::Number),
    required("kind", Kind::Qualification),
    required("certificate_no", Kind::Number),
    required("start_on", Kind::Day),
    required("end_on", Kind::Day),
];

const FACILITIES: &[Column] = &[
    required("facility_no", Kind::Number),
    required("name", Kind::Text),
    required("kana", Kind::Text),
    required("prefecture", Kind::Text),
    optional("login_email", Kind::Email),
];

const CERTIFICATIONS: &[Column] = &[
    required("facility_no", Kind::Number),
    required("kind", Kind::Facility),
    required("certificate_no", Kind::Number),
    required("start_on", Kind::Day),
    required("end_on", Kind::Day),
    optional("responsible_member_no", Kind::Number),
];

impl ImportFile {
    pub const ALL: [Self; 4] = [Self::Members, Self::Qualifications, Self::Facilities, Self::Certifications];

    /// The name of the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Members => "members.csv",
            Self::Qualifications => "qualifications.csv",
            Self::Facilities => "facilities.csv",
            Self::Certifications => "certifications.csv",
        }
    }

    /// What its rows are, in the society's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Members => "会員",
            Self::Qualifications => "資格",
            Self::Facilities => "施設",
            Self::Certifications => "施設認定",
        }
    }

    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Members => MEMBERS,
            Self::Qualifications => QUALIFICATIONS,
            Self::Facilities => FACILITIES,
            Self::Certifications => CERTIFICATIONS,
        }
    }

    /// Position of a column by its name.
    pub(super) fn position(self, column: &str) -> usize {
        let columns = self.columns();
        columns.iter().position(|c| c.name == column).unwrap_or(columns.len())
    }

    /// The values that 検索 folds into the row's key; people search by name, by kana and by number.
    pub(super) fn search_parts(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Members => {
                &[&["family_name", "given_name"], &["family_kana", "given_kana"], &["member_no"]]
            }
            Self::Facilities => &[&["name"], &["kana"], &["facility_no"]],
            Self::Qualifications | Self::Certifications => &[],
        }
    }

    fn embedded(self) -> &'static [u8] {
        match self {
            Self::Members => include_bytes!("../../../demo/society/members.csv"),
            Self::Qualifications => include_bytes!("../../../demo/society/qualifications.csv"),
            Self::Facilities => include_bytes!("../../../demo/society/facilities.csv"),
            Self::Certifications => include_bytes!("../../../demo/society/certifications.csv"),
        }
    }
}

impl ImportSource {
    /// Opens one of the files from its beginning.
    pub(super) fn open(&self, file: ImportFile) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Dir(dir) => Box::new(File::open(dir.join(file.name()))?),
            Self::Embedded => Box::new(file.embedded()),
            Self::Given(texts) => {
                let [members, qualifications, facilities, certifications] = texts.as_ref();
                let text = match file {
                    ImportFile::Members => members,
                    ImportFile::Qualifications => qualifications,
                    ImportFile::Facilities => facilities,
                    ImportFile::Certifications => certifications,
                };
                Box::new(Cursor::new(text.clone()))
            }
        })
    }
}
