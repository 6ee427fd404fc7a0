//! The four files of an import and their columns: the one place that knows their names.

use domain::{
    registry::{FacilityKind, QualificationKind},
    vocabulary,
};
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
    /// A folder that holds some of the files, these.
    Some(PathBuf, Vec<ImportFile>),
}

vocabulary! {
    /// One of the four files, in the order in which they refer to each other and are reported: its name without the ending,
    /// and what its rows are in the society's words.
    pub enum ImportFile {
        Members = "members" "会員",
        Qualifications = "qualifications" "資格",
        Facilities = "facilities" "施設",
        Certifications = "certifications" "施設認定",
    }
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

impl Kind {
    /// How values are written, for who makes a file.
    pub(super) fn form(self) -> String {
        let of = |labels: Vec<&str>| labels.join("・");
        match self {
            Self::Text => "文字(250文字まで)".into(),
            Self::Number => "番号(全角の数字・英字は半角にして取り込みます)".into(),
            Self::Email => "メールアドレス".into(),
            Self::Day => "日付(例 2026-04-01、2026/4/1)".into(),
            Self::Qualification => of(QualificationKind::ALL.iter().map(|kind| kind.label()).collect()),
            Self::Facility => of(FacilityKind::ALL.iter().map(|kind| kind.label()).collect()),
        }
    }
}

/// One column, found by its name in the header row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

impl Column {
    /// The society's word for it.
    pub(super) fn label(&self, file: ImportFile) -> &'static str {
        match (self.name, file) {
            ("member_no", _) => "会員番号",
            ("family_name", _) => "姓",
            ("given_name", _) => "名",
            ("family_kana", _) => "姓のふりがな",
            ("given_kana", _) => "名のふりがな",
            ("email", _) => "メールアドレス",
            ("profession", _) => "職種(医師だけが認定システムを利用できます)",
            ("joined_on", _) => "入会日",
            ("left_on", _) => "退会日",
            ("affiliation", _) => "所属",
            ("kind", ImportFile::Qualifications) => "資格",
            ("kind", _) => "種別",
            ("certificate_no", _) => "認定番号",
            ("start_on", _) => "認定期間の開始日",
            ("end_on", _) => "認定期間の終了日",
            ("facility_no", _) => "施設番号",
            ("name", _) => "施設名",
            ("kana", _) => "施設名のふりがな",
            ("prefecture", _) => "都道府県",
            ("login_email", _) => "ログイン用メールアドレス",
            ("responsible_member_no", _) => "施設責任者の会員番号",
            _ => "",
        }
    }
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
    /// The name of the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Members => "members.csv",
            Self::Qualifications => "qualifications.csv",
            Self::Facilities => "facilities.csv",
            Self::Certifications => "certifications.csv",
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
    /// Is this file among them?
    pub(super) fn holds(&self, file: ImportFile) -> bool {
        match self {
            Self::Some(_, files) => files.contains(&file),
            Self::Dir(_) | Self::Embedded | Self::Given(_) => true,
        }
    }

    /// Opens one of the files from its beginning.
    pub(super) fn open(&self, file: ImportFile) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Dir(dir) | Self::Some(dir, _) => Box::new(File::open(dir.join(file.name()))?),
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
