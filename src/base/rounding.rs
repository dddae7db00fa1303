//! One rounding for a share, however it is written: what is `.73` in a table is not 74 % in a sentence.

/// A share, or a difference of two, in whole per cents: those of the same number with two digits behind the point. (A
/// multiplication by 100 would round numbers like 0.735, which has no exact binary form, the other way.)
pub fn per_cent(share: f64) -> f64 {
    let rounded: Result<f64, _> = format!("{share:.2}").parse();
    (100.0 * rounded.unwrap_or(share)).round()
}

#[cfg(test)]
mod tests {
    use super::per_cent;

    #[test]
    fn per_cents_are_the_digits_of_the_share() {
        for thousandths in 0..=1000 {
            let share = f64::from(thousandths) / 1000.0;
            let digits = format!("{share:.2}").replace('.', "").parse::<f64>().unwrap();
            assert_eq!(per_cent(share), digits, "{share}");
            assert_eq!(per_cent(-share), -digits, "{share}");
        }
    }
}
