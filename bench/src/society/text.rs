//! Texts of reports from a small generator: the same at every run.

use domain::cases::{CaseSet, Form, Slot};
use jiff::Timestamp;
use uuid::Uuid;

/// Most characters of one report's texts.
const LONGEST: usize = 4_000;
const SHORTEST: usize = 1_000;

/// A generator that needs no crate: splitmix64.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    pub(super) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// As the program would have made it at this moment.
    pub(super) fn id(&mut self, at: Timestamp) -> Uuid {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.next().to_be_bytes());
        random[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        let ms = u64::try_from(at.as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }
}

/// Sentences as they stand in reports.
const SENTENCES: [&str; 24] = [
    "心窩部痛を契機に受診し、画像検査にて膵体部腫瘍と多発肝転移を指摘された。",
    "化学療法を二次治療まで行ったが、有害事象のため継続を断念した。",
    "痛みは安静時NRS4、体動時NRS7であり、夜間の睡眠が妨げられていた。",
    "オキシコドン徐放錠を20mg/日で開始し、レスキューは1回5mgとした。",
    "便秘に対してナルデメジンと酸化マグネシウムを併用した。",
    "家族は妻と長女の三人暮らしで、主介護者は妻であった。",
    "本人は「家で過ごしたい」と繰り返し話しており、病状の理解は良好であった。",
    "多職種カンファレンスを開き、看護師、薬剤師、医療ソーシャルワーカーと方針を共有した。",
    "せん妄の原因として高カルシウム血症と薬剤を考え、補正と減量を行った。",
    "呼吸困難にはモルヒネの持続皮下注を少量から開始した。",
    "不安が強く、心理士の面談を週に一度設けた。",
    "訪問診療と訪問看護の体制を整え、退院前カンファレンスを実施した。",
    "苦痛緩和のための鎮静については、本人と家族の意向を時間をかけて確認した。",
    "ミダゾラムによる間欠的鎮静を夜間に行い、日中は会話が可能であった。",
    "霊的苦痛として「生きている意味がない」との発言があり、傾聴を続けた。",
    "介入後7日で痛みはNRS2まで軽減し、睡眠も改善した。",
    "腎機能の低下を認めたため、ヒドロモルフォンに変更した。",
    "家族には死前喘鳴について前もって説明し、不安の軽減に努めた。",
    "本症例では、早期からの緩和ケアチームの介入が症状の安定に寄与したと考えられる。",
    "一方で、オピオイドの増量の時期については、より早く検討すべきであった。",
    "ガイドラインの推奨に照らして、薬剤の選択は妥当であったと考える。",
    "社会的な支援として、介護保険の申請と就労の相談を行った。",
    "食欲不振にはステロイドを短期間使用し、効果を評価した。",
    "穏やかな最期を自宅で迎え、遺族からは感謝の言葉があった。",
];

/// Text of exactly so many characters.
pub(super) fn prose(dice: &mut Dice, length: usize) -> String {
    let mut text = String::with_capacity(length * 3);
    let mut count = 0;
    while count < length {
        let sentence = dice.one(&SENTENCES);
        for c in sentence.chars().take(length - count) {
            text.push(c);
            count += 1;
        }
    }
    text
}

/// A whole report, as the form keeps it.
pub(super) fn fields(dice: &mut Dice, slot: Slot, record: Uuid) -> String {
    let total = SHORTEST + dice.below(LONGEST - SHORTEST);
    let mut fields = serde_json::Map::new();
    let form = Form::of(CaseSet::Specialist);
    let limits: usize = form
        .fields
        .iter()
        .filter_map(|field| Some(field.limit()?.characters()))
        .filter(|limit| *limit > 100)
        .sum();
    for field in &form.fields {
        use domain::cases::FieldKind;
        let value = match field.kind {
            FieldKind::Record => record.to_string(),
            FieldKind::Period => {
                fields.insert("start_on".into(), "2025-05-01".into());
                fields.insert("end_on".into(), "2025-06-30".into());
                continue;
            }
            FieldKind::Choice(_) if field.key == "category" => {
                CaseSet::Specialist.category_or_default(slot, "痛み").to_owned()
            }
            FieldKind::Choice(words) => dice.one(words).to_owned(),
            FieldKind::Line(_) => "膵がん、多発肝転移".to_owned(),
            FieldKind::Text(limit) => prose(dice, total * limit.characters() / limits),
            FieldKind::Confirm => "yes".to_owned(),
        };
        fields.insert(field.key.into(), value.into());
    }
    serde_json::Value::Object(fields).to_string()
}
