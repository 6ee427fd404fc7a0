//! The search for a supervisor: everyone who matches, and why some cannot be chosen.

use domain::{
    approvals::{Eligibility, SupervisorSearch},
    period::Period,
    registry::QualificationKind::{Certified, Instructor, Specialist, TrainingSupervisor},
    text::search_key,
};

use super::*;
use crate::testing::day;

impl Stage {
    /// What the search answers for slot 1, whose report is of 2025-05-01〜2025-06-30.
    async fn search(&self, words: &str) -> SupervisorSearch {
        let draft =
            self.approvals().draft(&by(self.applicant), SET, &slots(&[1]), words, None).await.unwrap();
        draft.search.expect("an answer")
    }

    /// Names that the search finds, in its order.
    async fn found(&self, words: &str) -> Vec<String> {
        self.search(words).await.found.into_iter().map(|choice| choice.name).collect()
    }

    /// Gives a member a name as the import would write it.
    async fn rename(&self, member: MemberId, name: (&str, &str), kana: (&str, &str)) {
        let number: String = sqlx::query_scalar("select member_no from member where member_id = $1")
            .bind(member.0)
            .fetch_one(&mut *self.world.db().await)
            .await
            .unwrap();
        let key = [format!("{}{}", name.0, name.1), format!("{}{}", kana.0, kana.1), number]
            .map(|part| search_key(&part))
            .join(" ");
        sqlx::query(
            "update member set family_name = $2, given_name = $3, family_kana = $4, given_kana = $5, search_key = $6
             where member_id = $1",
        )
        .bind(member.0)
        .bind(name.0)
        .bind(name.1)
        .bind(kana.0)
        .bind(kana.1)
        .bind(key)
        .execute(&mut *self.world.db().await)
        .await
        .unwrap();
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p3_the_search_shows_everyone_and_says_why_some_cannot_be_chosen(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let world = &stage.world;
    world.supervisor("200002", Specialist, "2019-04-01", "2024-03-31").await;
    world.supervisor("200004", Certified, "2024-04-01", "2029-03-31").await;
    let training = world.supervisor("200003", Certified, "2024-04-01", "2029-03-31").await;
    world.qualification(training, TrainingSupervisor, "2024-04-01", "2029-03-31").await;
    let left = world.left("200008").await;
    world.qualification(left, Instructor, "2024-04-01", "2029-03-31").await;
    world.physician("200007").await;
    world.nurse("300000").await;

    let search = stage.search("太郎").await;
    let answer: Vec<(&str, &Eligibility)> =
        search.found.iter().map(|choice| (choice.name.as_str(), &choice.eligibility)).collect();
    let period = |from, to| Period::new(day(from), day(to)).unwrap();
    let outside = Eligibility::PeriodOutside {
        days: vec![period("2019-04-01", "2024-03-31")],
        slots: vec![(1, period("2025-05-01", "2025-06-30"))],
    };
    let expected = [
        ("試験200001 太郎", &Eligibility::Eligible),
        ("試験200003 太郎", &Eligibility::Eligible),
        ("試験200002 太郎", &outside),
        ("試験200004 太郎", &Eligibility::CertifiedOnly),
        ("試験200008 太郎", &Eligibility::Left),
        ("試験100001 太郎", &Eligibility::Oneself),
        ("試験200007 太郎", &Eligibility::NoQualification),
        ("試験300000 太郎", &Eligibility::NoQualification),
    ];
    assert_eq!(answer, expected);
    assert!(!search.more);
    assert_eq!(search.found[1].qualifications.len(), 2);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p3_words_find_by_name_kana_and_number_however_they_are_typed(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let hayashi = stage.world.physician("200011").await;
    stage.rename(hayashi, ("林", "修"), ("はやし", "おさむ")).await;
    let takagi = stage.world.physician("200012").await;
    stage.rename(takagi, ("髙木", "𠮷雄"), ("たかぎ", "よしお")).await;
    sqlx::query("update qualification set certificate_no = 'S00042' where member_id = $1")
        .bind(stage.supervisor.0)
        .execute(&mut *stage.world.db().await)
        .await
        .unwrap();

    let supervisor = "試験200001 太郎";
    for (words, expected) in [
        ("林", vec!["林 修"]),
        ("修　林", vec!["林 修"]),
        ("はや", vec!["林 修"]),
        ("ﾊﾔｼｵｻﾑ", vec!["林 修"]),
        ("高木", vec!["髙木 𠮷雄"]),
        ("タカギ 吉", vec!["髙木 𠮷雄"]),
        ("S00042", vec![supervisor]),
        ("ｓ０００４", vec![supervisor]),
        ("s0004 てすと", vec![supervisor]),
        ("00042", vec![]),
        ("林 たかぎ", vec![]),
        ("_", vec![]),
        ("'; drop table member; --", vec![]),
    ] {
        assert_eq!(stage.found(words).await, expected, "{words}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p3_at_most_thirty_are_shown_and_the_choosable_are_among_them(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    for number in 0..40 {
        stage.world.physician(&format!("3000{number:02}")).await;
    }
    let last = stage.world.supervisor("999999", Instructor, "2024-04-01", "2029-03-31").await;
    stage.rename(last, ("和田", "太郎"), ("わだ", "たろう")).await;
    let search = stage.search("太郎").await;
    assert!(search.more);
    assert_eq!(search.found.len(), SupervisorSearch::LIMIT);
    let choosable: Vec<&str> = search.found[..2].iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(choosable, ["試験200001 太郎", "和田 太郎"], "by kana");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p3_the_draft_restates_the_cases_and_the_chosen_supervisor(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[2, 1]).await;
    let me = by(stage.applicant);
    let a = stage.approvals();
    let draft = a.draft(&me, SET, &slots(&[2, 1]), "", Some(stage.supervisor)).await.unwrap();
    assert_eq!(draft.cases.iter().map(|case| case.slot.number()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(draft.cases[0].period, Period::new(day("2025-05-01"), day("2025-06-30")).unwrap());
    assert!(draft.search.is_none());
    assert_eq!(
        draft.chosen.map(|choice| (choice.id, choice.eligibility)),
        Some((stage.supervisor, Eligibility::Eligible))
    );
    let nobody = MemberId(uuid::Uuid::now_v7());
    assert!(a.draft(&me, SET, &slots(&[1]), " 　", Some(nobody)).await.unwrap().chosen.is_none());
}
