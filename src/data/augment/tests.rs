//! Augmentations as text, their refusals, and what they do to images.

use super::*;
use std::collections::HashSet;

/// One grey image of 5 x 4, its pixels numbered from 1, after what was drawn; 0 is black.
fn image(drawn: &Drawn) -> Vec<u8> {
    let mut image: Vec<u8> = (1..=20).collect();
    drawn.apply(&mut image, 4, &[0]);
    image
}

/// Every image that 400 keys give.
fn images(text: &str) -> HashSet<Vec<u8>> {
    let augment = Augment::parse(text).unwrap();
    (0..400).map(|key| image(&augment.draw(7, key))).collect()
}

#[test]
fn texts_come_back_and_wrong_ones_name_the_nearest() {
    for text in ["none", "flip", "shift:2", "crop:4+flip", "shift:2+flip+crop:4"] {
        assert_eq!(Augment::parse(text).unwrap().to_string(), text);
    }
    for row in AUGMENTS {
        let usage = Augment::parse(row.usage).unwrap();
        assert_eq!((usage.0[0].row().name, usage.to_string().as_str()), (row.name, row.usage));
    }
    let wrong = |text: &str| Augment::parse(text).unwrap_err().0;
    assert_eq!(wrong("filp"), "unknown augmentation 'filp'; did you mean 'flip'?");
    assert_eq!(wrong("shift"), "shift needs 1 pixel or more, such as shift:2");
    assert_eq!(wrong("shift:1+flip+shift:2"), "shift stands twice in 'shift:1+flip+shift:2'");
    assert_eq!(wrong("flip+none"), "none stands alone");
    for text in
        ["", "+", "flip+", "flip:2", "shift:0", "shift:-1", "shift:1,2", "crop:99999999999", "crop:n=2"]
    {
        assert!(Augment::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_move_as_large_as_the_image_is_refused() {
    let fits = |text: &str| Augment::parse(text).unwrap().fits([5, 4, 3]);
    assert!(fits("none").is_ok() && fits("shift:3+flip+crop:3").is_ok());
    let error = fits("flip+crop:4").unwrap_err().0;
    assert!(fits("shift:4294967295").is_err());
    assert_eq!(error, "crop:4 moves by as much as images of 5x4 have; give at most 3");
}

#[test]
fn a_shift_repeats_the_edge_and_comes_to_every_place() {
    let all = images("shift:1");
    assert_eq!(all.len(), 9, "three places down, three across");
    let down_right = [1, 1, 2, 3, 1, 1, 2, 3, 5, 5, 6, 7, 9, 9, 10, 11, 13, 13, 14, 15];
    assert!(all.contains(&down_right[..]));
}

#[test]
fn a_flip_mirrors_every_second_image() {
    let augment = Augment::parse("flip").unwrap();
    let mirrored = (0..4000).filter(|key| image(&augment.draw(7, *key))[..4] == [4, 3, 2, 1]).count();
    assert!((1850..2150).contains(&mirrored), "{mirrored}");
    assert_eq!(images("flip").len(), 2);
}

#[test]
fn a_crop_is_black_beyond_the_image() {
    let all = images("crop:1");
    assert_eq!(all.len(), 9);
    let up_left = [6, 7, 8, 0, 10, 11, 12, 0, 14, 15, 16, 0, 18, 19, 20, 0, 0, 0, 0, 0];
    assert!(all.contains(&up_left[..]));
}

#[test]
fn steps_act_in_the_order_in_which_they_stand() {
    let (padded_first, shifted_first) = (images("crop:1+shift:1"), images("shift:1+crop:1"));
    assert_ne!(padded_first, shifted_first);
    let edge_two_wide =
        |images: &HashSet<Vec<u8>>| images.iter().any(|p| p.chunks(4).all(|row| row[0] == 0 && row[1] == 0));
    assert!(edge_two_wide(&padded_first), "a black edge is repeated");
    assert!(!edge_two_wide(&shifted_first), "a repeated edge is padded");
}

#[test]
fn a_draw_depends_on_its_seed_and_its_key_alone() {
    let augment = Augment::parse("shift:2+flip").unwrap();
    let draws = |seed| (0..50).map(|key| augment.draw(seed, key)).collect::<Vec<_>>();
    assert_eq!(draws(7), draws(7));
    assert_ne!(draws(7), draws(8));
    assert!(draws(7).iter().any(|drawn| *drawn != draws(7)[0]));
    assert_eq!(Augment::default().draw(7, 3), Drawn::default());
}
