use std::collections::BTreeMap;

use proptest::prelude::*;
use protocol::list_change::{ItemId, ListChange};

use super::random::{Input, SIZES, draw, numbered};
use crate::lists::Sum;

#[track_caller]
fn check(numbers: &[f64], expect: f64) {
    let mut backwards = numbers.to_vec();
    backwards.reverse();
    for numbers in [numbers, &backwards] {
        let mut sum = Sum::new();
        for (index, number) in numbers.iter().enumerate() {
            let change = ListChange::Insert {
                index: 0,
                id: ItemId(index as u64),
                item: *number,
            };
            sum.apply(&change, &mut |_, number| *number);
        }
        assert_eq!(
            sum.sum().to_bits(),
            expect.to_bits(),
            "sum of {numbers:?} is {}",
            sum.sum()
        );
    }
}

#[test]
fn is_the_exact_sum_rounded_once() {
    let max = f64::MAX;
    let tiny = f64::from_bits(1);
    check(&[], 0.0);
    check(&[-0.0], 0.0);
    check(&[1.0, 2.0, -5.0], -2.0);
    check(&[0.1, 0.2], 0.1 + 0.2);
    check(&[0.1, 0.2, 0.3], 0.6);
    check(&[0.1; 10], 1.0);
    check(&[1e100, 1.0, -1e100], 1.0);
    check(&[max, max, -max, -max, tiny], tiny);
    check(&[max, max], f64::INFINITY);
    check(&[-max, -max, -max], f64::NEG_INFINITY);
    check(&[tiny, -tiny, -tiny], -tiny);
    check(&[f64::MIN_POSITIVE, -tiny], f64::MIN_POSITIVE - tiny);
    // Halfway between two numbers: to the even one, unless the least bit tips it.
    let half = f64::EPSILON / 2.0;
    check(&[1.0, half], 1.0);
    check(&[1.0, half, tiny], 1.0 + f64::EPSILON);
    check(&[1.0, half, -tiny], 1.0);
    check(&[1.0 + f64::EPSILON, half], 1.0 + 2.0 * f64::EPSILON);
    check(&[2.0 - f64::EPSILON, half], 2.0);
    check(&[-1.0, -half, -tiny], -1.0 - f64::EPSILON);
}

#[test]
fn infinities_leave_no_trace() {
    let mut sum = Sum::new();
    sum.apply(&numbered(3), &mut |_, item| f64::from(*item));
    for (numbers, expect) in [
        ([f64::INFINITY, 1.0], f64::INFINITY),
        ([f64::INFINITY, f64::NEG_INFINITY], f64::NAN),
        ([1.0, f64::NEG_INFINITY], f64::NEG_INFINITY),
        ([f64::NAN, 1.0], f64::NAN),
        ([1.0, 1.5], 4.5),
    ] {
        sum.set(ItemId(0), numbers[0]);
        sum.set(ItemId(1), numbers[1]);
        assert_eq!(sum.sum().to_string(), expect.to_string());
    }
}

#[test]
fn asks_once_per_changed_item_at_any_size() {
    for count in SIZES {
        let mut sum = Sum::new();
        sum.apply(&numbered(count), &mut |_, item| f64::from(*item));
        assert_eq!(sum.sum(), 2.0 * count as f64);
        let mut asked = 0;
        let mut number = |_: ItemId, item: &u8| {
            asked += 1;
            f64::from(*item)
        };
        sum.apply(
            &ListChange::Update {
                index: 0,
                id: ItemId(0),
                item: 7,
            },
            &mut number,
        );
        sum.apply(
            &ListChange::Remove {
                index: 1,
                id: ItemId(1),
            },
            &mut number,
        );
        assert_eq!((sum.sum(), asked), (2.0 * count as f64 + 6.0, 1));
    }
}

proptest! {
    #[test]
    fn two_numbers_add_as_the_machine_adds(bits in any::<(u64, u64)>()) {
        let numbers = [f64::from_bits(bits.0), f64::from_bits(bits.1)];
        prop_assume!(numbers.iter().all(|number| number.is_finite()));
        // A sum of zeros has no sign here.
        check(&numbers, numbers[0] + numbers[1] + 0.0);
    }

    #[test]
    fn many_numbers_add_as_integers_do(
        numbers in prop::collection::vec((any::<i64>(), 0..40u32), 0..40),
    ) {
        let exact: i128 = numbers
            .iter()
            .map(|(number, shift)| (*number as f64 as i128) << shift)
            .sum();
        let scale = f64::powi(2.0, -30);
        let scaled: Vec<f64> = numbers
            .iter()
            .map(|(number, shift)| *number as f64 * f64::powi(2.0, *shift as i32) * scale)
            .collect();
        check(&scaled, exact as f64 * scale + 0.0);
    }

    #[test]
    fn law(draws in prop::collection::vec((draw(), any::<usize>(), any::<f64>()), 0..60)) {
        let mut input = Input::default();
        let mut sum = Sum::new();
        let mut by_hand: BTreeMap<ItemId, f64> = BTreeMap::new();
        let rule = |item: u8| f64::from(item) / 10.0;
        for (draw, who, number) in &draws {
            if let Some(change) = input.change(draw) {
                sum.apply(&change, &mut |id, item| {
                    by_hand.remove(&id);
                    rule(*item)
                });
            }
            if let Some(index) = who.checked_rem(input.items.len()) {
                let id = input.items[index].0;
                by_hand.insert(id, *number);
                sum.set(id, *number);
            }
            sum.set(ItemId(u64::MAX), *number);
            let numbers: Vec<f64> = input
                .items
                .iter()
                .map(|(id, item)| by_hand.get(id).copied().unwrap_or_else(|| rule(*item)))
                .collect();
            check(&numbers, sum.sum());
        }
    }
}
