//! The import against a real database: every spelling of the files, every kind of bad row, updates, all or nothing.

mod browser;
mod real_people;

use std::{fs, io::Read, path::PathBuf};

use sqlx::PgPool;
use uuid::Uuid;

use super::*;
use crate::testing::{World, world};
use domain::refused::Refused;

const MEMBERS: &str = "\
member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation
300001,髙木,太郎,たかぎ,たろう,takagi@example.jp,医師,2010-04-01,,みどり野中央病院
300002,﨑田,花子,さきた,はなこ,sakita@example.jp,看護師,2012-04-01,2024-03-31,
";
const QUALIFICATIONS: &str = "\
member_no,kind,certificate_no,start_on,end_on
300001,専門医,D00001,2019-04-01,2024-03-31
300001,専門医,D00002,2024-04-01,2029-03-31
300001,指導医,S00001,2024-04-01,2029-03-31
";
const FACILITIES: &str = "\
facility_no,name,kana,prefecture,login_email
F00001,みどり野中央病院,みどりのちゅうおうびょういん,長野県,f1@hospital.example.jp
F00002,濵風ホスピス,はまかぜほすぴす,千葉県,
";
const CERTIFICATIONS: &str = "\
facility_no,kind,certificate_no,start_on,end_on,responsible_member_no
F00001,認定研修施設,N0001,2014-04-01,2019-03-31,300001
F00001,基幹施設,K0001,2024-04-01,2029-03-31,300001
F00002,連携施設,R0001,2025-10-01,2030-03-31,
";

/// Four files in a folder of their own, gone at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("nintei-import-{}", Uuid::now_v7()));
        fs::create_dir(&dir).unwrap();
        let folder = Self(dir);
        for (file, text) in
            ImportFile::ALL.into_iter().zip([MEMBERS, QUALIFICATIONS, FACILITIES, CERTIFICATIONS])
        {
            folder.put(file, text);
        }
        folder
    }

    fn put(&self, file: ImportFile, bytes: impl AsRef<[u8]>) {
        fs::write(self.0.join(file.name()), bytes).unwrap();
    }

    fn source(&self) -> ImportSource {
        ImportSource::Dir(self.0.clone())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn import(world: &World, source: ImportSource) -> Result<Outcome, ImportError> {
    let by = Importer::System(Origin::default());
    world.backend.registry().import(&by, source, false, &mut |_| {}).await
}

async fn refused(world: &World, folder: &Folder) -> Vec<String> {
    match import(world, folder.source()).await {
        Err(ImportError::Rows { problems, .. }) => problems.shown.iter().map(ToString::to_string).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

fn counted(outcome: &Outcome) -> [(u64, u64, u64); 4] {
    outcome.files.map(|c| (c.new, c.changed, c.unchanged))
}

/// Everything in the register, as text.
async fn register(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "select to_jsonb(m)::text from member m
         union all select to_jsonb(q)::text from qualification q
         union all select to_jsonb(f)::text from facility f
         union all select to_jsonb(c)::text from certification c
         union all select to_jsonb(a)::text from audit_line a order by 1",
    )
    .fetch_all(&mut *world.db().await)
    .await
    .unwrap()
}

/// Writes a text as bytes in one of the ways that programs do.
type Spelling = fn(&str) -> Vec<u8>;

const ALL_NEW: [(u64, u64, u64); 4] = [(2, 0, 0), (3, 0, 0), (2, 0, 0), (3, 0, 0)];
const ALL_KNOWN: [(u64, u64, u64); 4] = [(0, 0, 2), (0, 0, 3), (0, 0, 2), (0, 0, 3)];

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn every_encoding_and_line_ending_says_the_same(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    assert_eq!(counted(&import(&world, folder.source()).await.unwrap()), ALL_NEW);
    let first = register(&world).await;

    let texts = [MEMBERS, QUALIFICATIONS, FACILITIES, CERTIFICATIONS];
    let spellings: [(&str, Spelling); 4] = [
        ("BOM", |text| [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("CRLF", |text| text.replace('\n', "\r\n").into_bytes()),
        ("BOM, CRLF, quotes", |text| {
            let quoted = text.lines().map(|line| format!("\"{}\"\r\n", line.replace(',', "\",\"")));
            format!("\u{feff}{}", quoted.collect::<String>()).into_bytes()
        }),
        ("CP932, CRLF", |text| {
            let crlf = text.replace('\n', "\r\n");
            let (bytes, _, lossy) = encoding_rs::SHIFT_JIS.encode(&crlf);
            assert!(!lossy);
            bytes.into_owned()
        }),
    ];
    for (name, spell) in spellings {
        for (file, text) in ImportFile::ALL.into_iter().zip(texts) {
            folder.put(file, spell(text));
        }
        let outcome = import(&world, folder.source()).await.unwrap();
        assert_eq!(counted(&outcome), ALL_KNOWN, "{name}");
        assert!(outcome.warnings.is_empty(), "{name}");
    }
    let audit = |rows: &[String]| rows.iter().filter(|row| row.contains("registry.imported")).count();
    let last = register(&world).await;
    assert_eq!((audit(&first), audit(&last)), (1, 5));
    assert_eq!(last.len(), first.len() + 4);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn columns_are_found_by_name_in_any_order(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    folder.put(
        ImportFile::Facilities,
        "メモ,Kana,login_email,name, prefecture ,facility_no\n\
         x,はまかぜほすぴす,,濵風ホスピス,千葉県,F00002\n\
         y,みどりのちゅうおうびょういん,f1@hospital.example.jp,みどり野中央病院,長野県,F00001\n",
    );
    import(&world, folder.source()).await.unwrap();
    folder.put(ImportFile::Facilities, FACILITIES);
    assert_eq!(counted(&import(&world, folder.source()).await.unwrap()), ALL_KNOWN);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn known_keys_update_and_nothing_is_deleted(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    import(&world, folder.source()).await.unwrap();
    // The two exchange their addresses; one marries; the other's row of before stays, though the file has it no more.
    folder.put(
        ImportFile::Members,
        "member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation\n\
         300002,渡邉,花子,わたなべ,はなこ,TAKAGI@example.jp,看護師,2012/4/1,,\n\
         300001,髙木,太郎,たかぎ,たろう,sakita@example.jp,医師,2010-04-01,,みどり野中央病院\n\
         300003,林,誠,はやし,まこと,hayashi@example.jp,医師,2020-04-01,,\n",
    );
    folder.put(
        ImportFile::Qualifications,
        "member_no,kind,certificate_no,start_on,end_on\n300001,専門医,D00002,2024-04-01,2029-09-30\n",
    );
    let outcome = import(&world, folder.source()).await.unwrap();
    assert_eq!(counted(&outcome), [(1, 2, 0), (0, 1, 0), (0, 0, 2), (0, 0, 3)]);
    let members: Vec<(String, String, String)> =
        sqlx::query_as("select member_no, family_name, email from member order by member_no")
            .fetch_all(&mut *world.db().await)
            .await
            .unwrap();
    let row = |no: &str, name: &str, email: &str| (no.to_owned(), name.to_owned(), email.to_owned());
    assert_eq!(
        members,
        [
            row("300001", "髙木", "sakita@example.jp"),
            row("300002", "渡邉", "TAKAGI@example.jp"),
            row("300003", "林", "hayashi@example.jp")
        ]
    );
    let ends: Vec<String> =
        sqlx::query_scalar("select certificate_no || ' ' || end_on from qualification order by 1")
            .fetch_all(&mut *world.db().await)
            .await
            .unwrap();
    assert_eq!(ends, ["D00001 2024-03-31", "D00002 2029-09-30", "S00001 2029-03-31"]);
}

/// Periods are held apart by a constraint that is asked at the end, so the order of the rows does not matter.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn adjoining_periods_may_change_places(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    let header = "facility_no,kind,certificate_no,start_on,end_on,responsible_member_no";
    folder.put(
        ImportFile::Certifications,
        format!("{header}\nF00001,基幹施設,K0001,2019-04-01,2024-03-31,\nF00001,基幹施設,K0002,2024-04-01,2029-03-31,\n"),
    );
    import(&world, folder.source()).await.unwrap();
    folder.put(
        ImportFile::Certifications,
        format!("{header}\nF00001,基幹施設,K0002,2019-04-01,2024-03-31,\nF00001,基幹施設,K0001,2024-04-01,2029-03-31,\n"),
    );
    let outcome = import(&world, folder.source()).await.unwrap();
    assert_eq!(counted(&outcome)[3], (0, 2, 0));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn ten_kinds_of_bad_rows_are_ten_reasons_and_change_nothing(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    import(&world, folder.source()).await.unwrap();
    let before = register(&world).await;
    // Lines that are right stand between those that are not; nothing of them may stay.
    folder.put(
        ImportFile::Members,
        format!(
            "{MEMBERS}300003,林,誠,はやし,まこと,hayashi.example.jp,医師,2020-04-01,,\n\
             300004,森,修,もり,おさむ,Takagi@EXAMPLE.jp,医師,2020-04-01,,\n\
             300001,髙木,太郎,たかぎ,たろう,other@example.jp,医師,2010-04-01,,\n\
             300005,泉,,いずみ,みどり,izumi@example.jp,医師,2020-04-01,,\n\
             300006,東,亮,ひがし,りょう,higashi@example.jp,医師,2020-04-01,,\n"
        ),
    );
    folder.put(
        ImportFile::Qualifications,
        "member_no,kind,certificate_no,start_on,end_on\n\
         300001,特別医,X00001,2019-04-01,2024-03-31\n\
         300001,認定医,C00001,2024-04-01,2019-03-31\n\
         300006,認定医,C00002,2024-02-30,2029-03-31\n\
         999999,認定医,C00003,2024-04-01,2029-03-31\n\
         300006,認定医,C00004,2019-04-01,2024-04-01\n\
         300006,認定医,C00005,2024-04-01,2029-03-31\n\
         300001,指導医,S00009,2022-04-01,2024-04-01\n",
    );
    folder.put(ImportFile::Facilities, FACILITIES.replace(",prefecture", ",pref"));
    folder.put(
        ImportFile::Certifications,
        format!(
            "{CERTIFICATIONS}F99999,基幹施設,K0009,2024-04-01,2029-03-31,\n\
             F00002,基幹施設,K0010,2024-04-01,2029-03-31,888888\n"
        ),
    );
    assert_eq!(
        refused(&world, &folder).await,
        [
            "members.csv 4行目 email「hayashi.example.jp」: メールアドレスの形式ではありません",
            "members.csv 5行目 email「Takagi@EXAMPLE.jp」: 2行目と重複しています",
            "members.csv 6行目 member_no「300001」: 2行目と重複しています",
            "members.csv 7行目 given_name: 必須の項目が空です",
            "qualifications.csv 2行目 kind「特別医」: この種別はありません(指導医・専門医・認定医・研修指導者資格・暫定指導医 のいずれか)",
            "qualifications.csv 3行目 end_on「2019-03-31」: 終了日が開始日(2024-04-01)より前です",
            "qualifications.csv 4行目 start_on「2024-02-30」: 正しい日付ではありません(例: 2026-04-01)",
            "qualifications.csv 5行目 member_no「999999」: この会員番号の会員はいません",
            "qualifications.csv 7行目 start_on「2024-04-01」: 同じ種別の期間が6行目の期間(2019-04-01〜2024-04-01)と重なっています",
            "qualifications.csv 8行目 start_on「2022-04-01」: 同じ種別の期間が登録済みの期間(2024-04-01〜2029-03-31)と重なっています",
            "facilities.csv 1行目 prefecture: 列「prefecture」がありません",
            "certifications.csv 5行目 facility_no「F99999」: この施設番号の施設はありません",
            "certifications.csv 6行目 responsible_member_no「888888」: この会員番号の会員はいません",
        ]
    );
    assert_eq!(register(&world).await, before);
}

/// A1: an address that a member outside the file holds, in other letters.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a1_an_address_of_the_register_is_not_given_twice(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    import(&world, folder.source()).await.unwrap();
    folder.put(
        ImportFile::Members,
        "member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation\n\
         300009,森,修,もり,おさむ,TAKAGI@example.jp,医師,2020-04-01,,\n",
    );
    folder.put(
        ImportFile::Facilities,
        "facility_no,name,kana,prefecture,login_email\nF00009,泉病院,いずみ,長野県,F1@hospital.example.jp\n",
    );
    assert_eq!(
        refused(&world, &folder).await,
        [
            "members.csv 2行目 email「TAKAGI@example.jp」: 登録済みの別の会員のメールアドレスです",
            "facilities.csv 2行目 login_email「F1@hospital.example.jp」: 登録済みの別の施設のメールアドレスです",
        ]
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn files_that_cannot_be_read_are_named_and_do_not_hide_the_others(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    fs::remove_file(folder.0.join(ImportFile::Members.name())).unwrap();
    folder.put(ImportFile::Qualifications, b"member_no,kind,certificate_no,start_on,end_on\n\xFF\xFF\n");
    folder.put(ImportFile::Facilities, "");
    folder.put(ImportFile::Certifications, CERTIFICATIONS.replace("300001\n", "300001,x\n"));
    assert_eq!(
        refused(&world, &folder).await,
        [
            "members.csv: ファイルがありません",
            "qualifications.csv 2行目: 文字コードを読み取れません。UTF-8 か、Excel の CSV(Shift_JIS)で保存してください",
            "facilities.csv: ファイルが空です。1行目に列の名前を書いてください",
            "certifications.csv 2行目: 列の数が見出しと違います(見出し 6、この行 7)",
            "certifications.csv 3行目: 列の数が見出しと違います(見出し 6、この行 7)",
        ]
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn beyond_a_hundred_bad_rows_only_the_number_is_told(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    let rows = (0..150).map(|n| format!("3{n:05},専門医,D{n:05},2019-04-01,2018-03-31\n"));
    let lines: Vec<String> =
        ["member_no,kind,certificate_no,start_on,end_on\n".to_owned()].into_iter().chain(rows).collect();
    folder.put(ImportFile::Qualifications, lines.concat());
    let Err(ImportError::Rows { problems, .. }) = import(&world, folder.source()).await else {
        panic!("not refused")
    };
    // 150 periods that end too early and 148 members that nobody knows.
    assert_eq!((problems.shown.len(), problems.total), (100, 298));
    assert_eq!(problems.shown.last().unwrap().line, 52);
}

/// What Excel makes of 𠮷 when it saves CP932.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn characters_that_excel_could_not_save_are_warned_of(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    let members = format!("{MEMBERS}300003,??野,誠,よしの,まこと,yoshino@example.jp,医師,2020-04-01,,\n");
    let (cp932, ..) = encoding_rs::SHIFT_JIS.encode(&members);
    folder.put(ImportFile::Members, cp932);
    let outcome = import(&world, folder.source()).await.unwrap();
    let warnings: Vec<String> = outcome.warnings.shown.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "members.csv 4行目 family_name「??野」: 保存できなかった文字の代わりの記号が入っていないか、確認してください"
        ]
    );
    assert_eq!(counted(&outcome)[0], (3, 0, 0));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_dry_run_counts_and_keeps_nothing(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    let by = Importer::System(Origin::default());
    let mut phases = Vec::new();
    let outcome = world
        .backend
        .registry()
        .import(&by, folder.source(), true, &mut |progress| phases.push(progress))
        .await
        .unwrap();
    assert!(outcome.dry_run);
    assert_eq!(counted(&outcome), ALL_NEW);
    assert_eq!(register(&world).await, Vec::<String>::new());
    assert_eq!(phases.first(), Some(&Progress::Reading { file: ImportFile::Members, rows: 2 }));
    assert!(phases.contains(&Progress::Checking));
}

/// E3: the register is the office's; a member who finds the way in changes nothing.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_only_the_office_imports(db: PgPool) {
    let world = world(db);
    let member = Importer::Person(crate::testing::by(domain::ids::MemberId(Uuid::now_v7())));
    let answer = world.backend.registry().import(&member, Folder::new().source(), false, &mut |_| {}).await;
    assert!(
        matches!(answer, Err(ImportError::Failed(Error::Refused(Refused::Case(CaseRefused::NotYours))))),
        "{answer:?}"
    );
    let office = Actor::Office(domain::ids::OfficeUserId(Uuid::now_v7()));
    let office = Importer::Person(By { actor: office, origin: Origin::default() });
    world.backend.registry().import(&office, Folder::new().source(), false, &mut |_| {}).await.unwrap();
    let realm: String = sqlx::query_scalar("select realm from audit_line where event = 'registry.imported'")
        .fetch_one(&mut *world.db().await)
        .await
        .unwrap();
    assert_eq!(realm, "office");
}

/// The society as it is carried, then as Japanese Excel would save it: CP932, CRLF, without the people called 𠮷野, and
/// with them as Excel spells them.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_demo_society_loads_also_as_excel_saves_it(db: PgPool) {
    let world = world(db);
    let outcome = import(&world, ImportSource::Embedded).await.unwrap();
    assert_eq!(counted(&outcome), [(12_000, 0, 0), (2_299, 0, 0), (705, 0, 0), (1_322, 0, 0)]);
    // Five people of the register left before they joined; the register is what it is.
    assert_eq!(outcome.warnings.total, 5);

    let folder = Folder::new();
    let excel = |file: ImportFile, change: &dyn Fn(&str) -> Option<String>| {
        let mut text = String::new();
        ImportSource::Embedded.open(file).unwrap().read_to_string(&mut text).unwrap();
        let lines: String =
            text.lines().filter_map(change).flat_map(|line| [line, "\r\n".to_owned()]).collect();
        let (bytes, _, lossy) = encoding_rs::SHIFT_JIS.encode(&lines);
        assert!(!lossy);
        folder.put(file, bytes);
    };
    let as_it_is = |line: &str| Some(line.to_owned());
    for file in ImportFile::ALL {
        excel(
            file,
            if file == ImportFile::Members {
                &|line| (!line.contains('𠮷')).then(|| line.to_owned())
            } else {
                &as_it_is
            },
        );
    }
    let outcome = import(&world, folder.source()).await.unwrap();
    let [(0, 0, kept), others @ ..] = counted(&outcome) else { panic!("people changed: {outcome:?}") };
    assert_eq!(others, [(0, 0, 2_299), (0, 0, 705), (0, 0, 1_322)]);
    let left_out = 12_000 - kept;
    assert!(left_out > 0);

    excel(ImportFile::Members, &|line| Some(line.replace('𠮷', "??")));
    let outcome = import(&world, folder.source()).await.unwrap();
    assert_eq!(counted(&outcome)[0], (0, left_out, kept));
    assert_eq!(outcome.warnings.total, 5 + left_out);
}

/// A1: an address that an import takes away is somebody else's by now; links that went there open nothing any more.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a1_links_to_an_address_that_the_import_replaces_open_nothing(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    import(&world, folder.source()).await.unwrap();
    let link = |realm: &'static str, table: &'static str, id: &'static str, no: &'static str| {
        format!(
            "insert into password_link (token_hash, realm, account_id, created_at, expires_at)
             select convert_to('{no}', 'UTF8'), '{realm}', {id}, now(), 'infinity' from {table} where {table}_no = '{no}'"
        )
    };
    for (realm, table, id, no) in [
        ("member", "member", "member_id", "300001"),
        ("member", "member", "member_id", "300002"),
        ("facility", "facility", "facility_id", "F00001"),
    ] {
        let made = sqlx::query(sqlx::AssertSqlSafe(link(realm, table, id, no)))
            .execute(&mut *world.db().await)
            .await;
        assert_eq!(made.unwrap().rows_affected(), 1);
    }
    let good = async || -> Vec<String> {
        sqlx::query_scalar("select convert_from(token_hash, 'UTF8') from password_link where expires_at = 'infinity' order by 1")
            .fetch_all(&mut *world.db().await)
            .await
            .unwrap()
    };
    // The same again, in capitals: nothing has changed.
    folder.put(ImportFile::Members, MEMBERS.replace("takagi@", "TAKAGI@"));
    import(&world, folder.source()).await.unwrap();
    assert_eq!(good().await, ["300001", "300002", "F00001"]);
    folder.put(ImportFile::Members, MEMBERS.replace("takagi@", "new@"));
    folder.put(ImportFile::Facilities, FACILITIES.replace("f1@hospital.example.jp", ""));
    import(&world, folder.source()).await.unwrap();
    assert_eq!(good().await, ["300002"]);
    let emails: Vec<Option<String>> =
        sqlx::query_scalar("select email from member union all select login_email from facility order by 1")
            .fetch_all(&mut *world.db().await)
            .await
            .unwrap();
    assert_eq!(emails, [Some("new@example.jp".to_owned()), Some("sakita@example.jp".to_owned()), None, None]);
}
