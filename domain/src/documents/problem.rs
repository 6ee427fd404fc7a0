//! Why a file is not taken, and what would help (F6, E5).

use serde::{Deserialize, Serialize};

use super::{PAGE_LIMIT, SIZE_LIMIT, size_in_words};

/// One reason. The file that was there before stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentProblem {
    /// The form came without a file.
    Missing,
    /// More than one file came.
    Several,
    /// 0 bytes.
    Empty,
    /// More than [`SIZE_LIMIT`]; as many bytes as came.
    TooLarge { size: u64 },
    /// Something else than a PDF, whatever its name says.
    NotPdf(OtherFile),
    /// With a password, or with restrictions on printing or editing.
    Encrypted,
    /// A file attached to it has a password; its pages have none.
    LockedAttachment,
    /// A folder of files, whose only page is a cover.
    Portfolio,
    /// A form that some programs make only when they open it (XFA); its page asks to wait.
    LiveForm,
    /// It has another number of pages than it says: some may be missing.
    PagesDiffer { said: u32, found: u32 },
    /// Damaged, cut off, or beyond what the check may take.
    Unreadable,
    /// A PDF without a page.
    NoPages,
    /// More than [`PAGE_LIMIT`].
    TooManyPages { pages: u32 },
    /// The connection ended before the file did.
    Interrupted,
    /// It was not there after the longest time that is waited for one.
    TooSlow,
}

/// What a file is that is no PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherFile {
    /// A photograph or a scan as JPEG, PNG, HEIC …
    Image,
    /// Word, Excel and the like.
    Office,
    /// A ZIP or another archive.
    Archive,
    Unknown,
}

/// Why no file arrived, as far as a browser can tell by itself. Its program carries the words of these; those of every other
/// failure come with the server's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// More than one file was chosen.
    Several,
    /// More than [`SIZE_LIMIT`], in bytes.
    TooLarge { size: u64 },
    /// The connection ended before the answer came.
    Interrupted,
}

/// What stands between what happened and what to do: nothing else was lost.
const KEPT: &str = "入力した内容とアップロード済みのファイルは、そのままです。";

/// What is said at the field of a file that was not taken: what happened, that nothing else was lost, what to do next.
pub fn not_taken(what: &str, help: &str) -> String {
    format!("{what}{KEPT}{help}")
}

impl Unsent {
    /// As [`DocumentProblem::message`].
    pub fn message(self) -> String {
        not_taken(&self.what(), self.help())
    }

    fn what(self) -> String {
        match self {
            Self::Several => "一度にアップロードできるPDFは1つです。".into(),
            Self::TooLarge { size } => format!(
                "ファイルの大きさ({})が上限の{}を超えています。",
                size_in_words(size),
                size_in_words(SIZE_LIMIT)
            ),
            Self::Interrupted => "アップロードが途中で切れました。".into(),
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Several => "複数の書類は1つのPDFにまとめてから、選択してください。",
            Self::TooLarge { .. } => {
                "スキャンの解像度を200〜300dpiに下げるか、PDFを圧縮してから、もう一度選択してください。"
            }
            Self::Interrupted => "通信の状態を確認して、もう一度選択してください。",
        }
    }
}

impl DocumentProblem {
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        "F6"
    }

    /// What is wrong, that nothing else was lost, and what would help, in the words of the screen.
    pub fn message(self) -> String {
        not_taken(&self.what(), self.help())
    }

    /// What is wrong.
    pub fn what(self) -> String {
        match self {
            Self::Missing => "ファイルが選択されていません。".into(),
            Self::Several => Unsent::Several.what(),
            Self::Empty => "ファイルの中身が空(0バイト)です。".into(),
            Self::TooLarge { size } => Unsent::TooLarge { size }.what(),
            Self::NotPdf(other) => other.what().into(),
            Self::Encrypted => "PDFにパスワード、または印刷・編集の制限が付いています。".into(),
            Self::LockedAttachment => "PDFに、パスワードの付いたファイルが添付されています。".into(),
            Self::Portfolio => {
                "複数のファイルをまとめたPDF(PDFポートフォリオ)です。表紙だけが表示され、中の書類を確認できません。".into()
            }
            Self::LiveForm => {
                "開いたときに内容が作られる入力フォームのPDF(XFA形式)です。ほかのソフトでは、内容が表示されません。".into()
            }
            Self::PagesDiffer { said, found } => format!(
                "PDFに書かれているページ数({said}ページ)と、読み取れたページ数({found}ページ)が違います。ページが欠けているおそれがあります。"
            ),
            Self::Unreadable => {
                "PDFを読み取れませんでした。ファイルが壊れているか、途中で切れています。".into()
            }
            Self::NoPages => "PDFにページがありません。".into(),
            Self::TooManyPages { pages } => {
                format!("ページ数({pages}ページ)が上限の{PAGE_LIMIT}ページを超えています。")
            }
            Self::Interrupted => Unsent::Interrupted.what(),
            Self::TooSlow => "アップロードが時間内に終わりませんでした。".into(),
        }
    }

    /// What would help.
    pub fn help(self) -> &'static str {
        match self {
            Self::Missing => "PDFファイルを選択してください。",
            Self::Several => Unsent::Several.help(),
            Self::Empty => "PDFを保存し直してから、もう一度選択してください。",
            Self::TooLarge { size } => Unsent::TooLarge { size }.help(),
            Self::NotPdf(other) => other.help(),
            Self::Encrypted => "保護を外して保存し直したPDFを選択してください。",
            Self::LockedAttachment => {
                "添付ファイルを外し、書類のページだけを保存し直したPDFを選択してください。"
            }
            Self::Portfolio => "中から申請書・在籍証明書のPDFを取り出し、そのファイルを選択してください。",
            Self::LiveForm => {
                "印刷してスキャンするか、印刷画面で「PDFに保存」を選んで作り直したPDFを選択してください。"
            }
            Self::PagesDiffer { .. } => {
                "すべてのページがあることを確かめ、PDFとして保存し直すか、もう一度スキャンしてから、選択してください。"
            }
            Self::Unreadable | Self::NoPages => {
                "書類をもう一度スキャンするか、PDFとして保存し直してから、選択してください。"
            }
            Self::TooManyPages { .. } => "申請書・在籍証明書だけを1つのPDFにしてから、選択してください。",
            Self::Interrupted => Unsent::Interrupted.help(),
            Self::TooSlow => "回線の速い場所に移るか、PDFを小さくしてから、もう一度選択してください。",
        }
    }
}

impl OtherFile {
    fn what(self) -> &'static str {
        match self {
            Self::Image => "PDFではなく、画像のファイルです。",
            Self::Office => "PDFではなく、WordやExcelなどのファイルです。",
            Self::Archive => "PDFではなく、圧縮されたファイル(ZIPなど)です。",
            Self::Unknown => "PDFのファイルではありません。",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Image => {
                "スキャナーの保存形式をPDFにするか、スマートフォンの「書類をスキャン」や「プリント」でPDFにしてから、選択してください。"
            }
            Self::Office => "公印を押した書類をスキャンしたPDFを選択してください。",
            Self::Archive => "展開した中にあるPDFを選択してください。",
            Self::Unknown => "公印を押した書類をスキャンし、PDFとして保存したファイルを選択してください。",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [DocumentProblem; 18] = [
        DocumentProblem::Missing,
        DocumentProblem::Several,
        DocumentProblem::Empty,
        DocumentProblem::TooLarge { size: SIZE_LIMIT + 1 },
        DocumentProblem::NotPdf(OtherFile::Image),
        DocumentProblem::NotPdf(OtherFile::Office),
        DocumentProblem::NotPdf(OtherFile::Archive),
        DocumentProblem::NotPdf(OtherFile::Unknown),
        DocumentProblem::Encrypted,
        DocumentProblem::LockedAttachment,
        DocumentProblem::Portfolio,
        DocumentProblem::LiveForm,
        DocumentProblem::PagesDiffer { said: 3, found: 2 },
        DocumentProblem::Unreadable,
        DocumentProblem::NoPages,
        DocumentProblem::TooManyPages { pages: 21 },
        DocumentProblem::Interrupted,
        DocumentProblem::TooSlow,
    ];

    /// E5: what is wrong, that nothing else was lost, and what would help.
    #[test]
    fn e5_every_problem_says_what_to_do() {
        let mut messages: Vec<String> = ALL.iter().map(|problem| problem.message()).collect();
        for message in &messages {
            assert!(message.ends_with("ください。"), "{message}");
            assert!(message.contains(KEPT), "{message}");
        }
        messages.sort();
        messages.dedup();
        assert_eq!(messages.len(), ALL.len(), "one sentence for two problems");
    }

    #[test]
    fn a_browser_and_the_server_say_the_same() {
        for (unsent, problem) in [
            (Unsent::Several, DocumentProblem::Several),
            (Unsent::TooLarge { size: SIZE_LIMIT + 1 }, DocumentProblem::TooLarge { size: SIZE_LIMIT + 1 }),
            (Unsent::Interrupted, DocumentProblem::Interrupted),
        ] {
            assert_eq!(unsent.message(), problem.message());
        }
    }

    #[test]
    fn f6_the_size_and_the_pages_that_came_are_said() {
        let large = DocumentProblem::TooLarge { size: 27_500_000 }.message();
        assert!(large.contains("26.3MB") && large.contains("上限の20MB"), "{large}");
        let long = DocumentProblem::TooManyPages { pages: 34 }.message();
        assert!(long.contains("34ページ") && long.contains("上限の20ページ"), "{long}");
    }
}
