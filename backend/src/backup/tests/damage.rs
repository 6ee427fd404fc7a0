//! Whatever happened to the file meanwhile.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
};

use domain::{audit::EventName, cases::CaseSet};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::Value;

use super::*;
use crate::backup::manifest::sha256;

/// A small society with files, in an archive.
async fn archived(db: &PgPool, folder: &Folder) -> PathBuf {
    let world = world(db.clone());
    let facility = world.facility("F0002", "みどり野中央病院").await;
    let (applicant, hospital) = (world.physician("100001").await, world.hospital().await);
    world.registered(applicant, CaseSet::Specialist, 1, hospital).await;
    for text in ["1 pages", "2 pages"] {
        receive(&world, facility, text).await;
    }
    let mut db = world.db().await;
    let event = Event::new(EventName::DocumentOpened, facility.0);
    audit::record(&mut db, &by_facility(facility), event, world.backend.clock.now()).await.expect("a line");
    let archive = folder.file("whole.tar");
    back_up(&world, &archive).await.expect("written");
    archive
}

/// Where the content of each entry begins, and how long it is.
fn entries(archive: &Path) -> Vec<(String, usize, usize)> {
    let mut tar = tar::Archive::new(fs::File::open(archive).expect("an archive"));
    let entry = |entry: std::io::Result<tar::Entry<'_, fs::File>>| {
        let entry = entry.expect("an entry");
        let name = entry.path().expect("a name").to_string_lossy().into_owned();
        let at = |number: u64| usize::try_from(number).expect("small");
        (name, at(entry.raw_file_position()), at(entry.size()))
    };
    tar.entries().expect("entries").map(entry).collect()
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_damaged_archive_is_refused_with_nothing_restored(db: PgPool) {
    let folder = Folder::new();
    let whole = archived(&db, &folder).await;
    let bytes = fs::read(&whole).expect("read");
    let entries = entries(&whole);
    assert!(entries.len() > 6, "{entries:?}");
    let mut place = Place::beside(&db).await;

    let mut damaged: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, begins, size) in &entries {
        for at in [0, size / 2, size - 1] {
            let mut flipped = bytes.clone();
            flipped[begins + at] ^= 0b0000_0100;
            damaged.push((format!("{name}: byte {at} is another"), flipped));
        }
        damaged.push((format!("cut off in {name}"), bytes[..begins + size / 2].to_vec()));
        damaged.push((format!("cut off before {name}"), bytes[..begins - 512].to_vec()));
        let mut without = bytes.clone();
        let end = begins + size.div_ceil(512) * 512;
        without.drain(begins - 512..end);
        damaged.push((format!("without {name}"), without));
        let mut twice = bytes.clone();
        twice.splice(end..end, bytes[begins - 512..end].iter().copied());
        // The manifest twice is the manifest.
        if !name.starts_with("manifest") {
            damaged.push((format!("{name} twice"), twice));
        }
    }
    damaged.push(("empty".into(), Vec::new()));
    damaged.push(("no archive".into(), "これはバックアップではありません。".repeat(100).into_bytes()));
    for (what, bytes) in damaged {
        let file = folder.file("damaged.tar");
        fs::write(&file, bytes).expect("written");
        let refused = place.restore(&file).await.expect_err(&what);
        assert!(matches!(refused, BackupError::Damaged(_)), "{what}: {refused}");
        assert!(refused.to_string().contains("何も復元していません"), "{refused}");
        assert!(place.is_empty().await, "{what}");
    }
    place.restore(&whole).await.expect("the whole one is restored after all that");
    place.drop().await;
}

/// The same archive with other content, whose hashes are right.
fn forged(whole: &Path, to: &Path, change: impl Fn(&mut BTreeMap<String, Vec<u8>>, &mut Value)) {
    let bytes = fs::read(whole).expect("read");
    let mut parts: BTreeMap<String, Vec<u8>> = entries(whole)
        .into_iter()
        .map(|(name, begins, size)| (name, bytes[begins..begins + size].to_vec()))
        .collect();
    let mut manifest: Value =
        serde_json::from_slice(&parts.remove("manifest.json").expect("one")).expect("JSON");
    parts.remove("manifest.sha256");
    change(&mut parts, &mut manifest);
    hash_again(&mut manifest, &parts);
    let manifest = serde_json::to_vec(&manifest).expect("JSON");
    let hash = sha256(&manifest).into_bytes();
    let mut tar = tar::Builder::new(fs::File::create(to).expect("a file"));
    let last = [("manifest.json".to_owned(), manifest), ("manifest.sha256".to_owned(), hash)];
    for (name, content) in parts.into_iter().chain(last) {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        tar.append_data(&mut header, name, content.as_slice()).expect("an entry");
    }
    tar.finish().expect("written");
}

fn hash_again(manifest: &mut Value, parts: &BTreeMap<String, Vec<u8>>) {
    match manifest {
        Value::Object(fields) if fields.contains_key("sha256") => {
            let content = &parts[fields["name"].as_str().expect("a name")];
            fields.insert("sha256".into(), sha256(content).into());
            fields.insert("size".into(), content.len().into());
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| hash_again(value, parts)),
        Value::Array(values) => values.iter_mut().for_each(|value| hash_again(value, parts)),
        _ => {}
    }
}

fn edit(part: &mut Vec<u8>, change: impl Fn(String) -> String) {
    let mut text = String::new();
    GzDecoder::new(part.as_slice()).read_to_string(&mut text).expect("text");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(change(text).as_bytes()).expect("in memory");
    *part = gzip.finish().expect("in memory");
}

/// What is done to the parts of an archive and to its list.
type Change<'a> = &'a dyn Fn(&mut BTreeMap<String, Vec<u8>>, &mut Value);

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_the_database_does_not_take_leaves_nothing_behind(db: PgPool) {
    let folder = Folder::new();
    let whole = archived(&db, &folder).await;
    let mut place = Place::beside(&db).await;
    let member = "tables/member/00001.gz";
    let forge = |change: Change| {
        let file = folder.file("forged.tar");
        forged(&whole, &file, change);
        file
    };

    let twice = forge(&|parts, _| edit(parts.get_mut(member).unwrap(), |text| text.repeat(2)));
    let refused = place.restore(&twice).await.unwrap_err();
    assert!(matches!(refused, BackupError::Refused(_)), "{refused}");
    assert!(place.is_empty().await);

    let fewer = forge(&|parts, _| edit(parts.get_mut(member).unwrap(), |_| String::new()));
    let refused = place.restore(&fewer).await.unwrap_err();
    assert!(matches!(&refused, BackupError::Damaged(said) if said.contains("member")), "{refused}");
    assert!(place.is_empty().await);

    let strange = forge(&|_, manifest| manifest["tables"][0]["name"] = "member; drop table member".into());
    let refused = place.restore(&strange).await.unwrap_err();
    assert!(matches!(refused, BackupError::Unknown(_)), "{refused}");
    assert!(place.is_empty().await);

    // What waits for another row is looked at in the commit, when the files have been stored: they are taken back.
    let dangling = forge(&|parts, manifest| {
        edit(parts.get_mut("tables/case_version/00001.gz").unwrap(), |_| String::new());
        let tables = manifest["tables"].as_array_mut().unwrap();
        tables.iter_mut().find(|table| table["name"] == "case_version").unwrap()["rows"] = 0.into();
    });
    let refused = place.restore(&dangling).await.unwrap_err();
    assert!(refused.to_string().contains("case_version_known"), "{refused}");
    assert!(place.is_empty().await);
    place.drop().await;
}
