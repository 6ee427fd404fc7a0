//! 認定番号 and 施設番号 as the society counts them: each given once, the next one of its series.

use super::FacilityKind;

/// The letter that the 認定番号 of a 種別 begin with.
pub fn series(kind: FacilityKind) -> char {
    match kind {
        FacilityKind::Core => 'K',
        FacilityKind::Partner => 'R',
        FacilityKind::Training => 'N',
    }
}

/// `K0012`
pub fn certificate_no(kind: FacilityKind, number: u32) -> String {
    format!("{}{number:04}", series(kind))
}

/// `F00012`
pub fn facility_no(number: u32) -> String {
    format!("F{number:05}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f9_numbers_are_written_as_the_register_writes_them() {
        for (kind, number, expected) in [
            (FacilityKind::Core, 45, "K0045"),
            (FacilityKind::Partner, 177, "R0177"),
            (FacilityKind::Training, 10_000, "N10000"),
        ] {
            assert_eq!(certificate_no(kind, number), expected);
        }
        assert_eq!((facility_no(7), facility_no(90_003)), ("F00007".into(), "F90003".into()));
    }
}
