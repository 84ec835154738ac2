//! The life that claimed last writes, and no other.

use engine_worker::durability::{Store, StoreError};
use protocol::Epoch;

use super::{Case, Failure, Outcome, Site, equal, fenced, holds};

/// A store with the bytes `one`, its owner, and a later owner.
async fn two_owners<S: Site>(case: &Case<'_, S>) -> Result<(S::Store, S::Store), Failure> {
    let mut earlier = case.claimed().await?;
    earlier.append(b"one").await?;
    let later = case.claimed().await?;
    Ok((earlier, later))
}

pub(super) async fn the_first_epoch_is_the_one_that_was_asked_for<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    equal(&case.store().await?.claim(Epoch(1)).await?, &Epoch(1))
}

pub(super) async fn epochs_grow<S: Site>(case: &Case<'_, S>) -> Outcome {
    for expected in 1..=4 {
        let epoch = case.store().await?.claim(Epoch(1)).await?;
        equal(&epoch, &Epoch(expected))?;
    }
    Ok(())
}

pub(super) async fn a_later_epoch_can_be_asked_for<S: Site>(case: &Case<'_, S>) -> Outcome {
    equal(&case.store().await?.claim(Epoch(40)).await?, &Epoch(40))?;
    equal(&case.store().await?.claim(Epoch(1)).await?, &Epoch(41))
}

pub(super) async fn an_earlier_epoch_is_not_given<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.store().await?;
    store.claim(Epoch(9)).await?;
    store.append(b"one").await?;
    equal(&case.store().await?.claim(Epoch(9)).await?, &Epoch(10))
}

pub(super) async fn claiming_keeps_the_bytes<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.append(b"one").await?;
    for _ in 0..3 {
        case.store().await?.claim(Epoch(1)).await?;
    }
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn an_earlier_owner_cannot_append<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, _later) = two_owners(case).await?;
    fenced(earlier.append(b"two").await)
}

pub(super) async fn an_earlier_owner_cannot_replace<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, _later) = two_owners(case).await?;
    fenced(earlier.replace(b"two").await)
}

pub(super) async fn an_earlier_owner_cannot_clear<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, _later) = two_owners(case).await?;
    fenced(earlier.clear().await)
}

pub(super) async fn an_earlier_owner_cannot_set_aside<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, _later) = two_owners(case).await?;
    fenced(earlier.set_aside().await)
}

pub(super) async fn an_earlier_owner_cannot_read<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, _later) = two_owners(case).await?;
    fenced(earlier.read().await)
}

pub(super) async fn a_fenced_owner_stays_fenced<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, mut later) = two_owners(case).await?;
    fenced(earlier.append(b"two").await)?;
    later.append(b"six").await?;
    fenced(earlier.append(b"two").await)?;
    fenced(earlier.read().await)?;
    equal(&later.read().await?, &b"onesix".to_vec())
}

pub(super) async fn a_fence_names_both_epochs<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, _later) = two_owners(case).await?;
    let expected = StoreError::Fenced {
        own: Epoch(1),
        later: Epoch(2),
    };
    equal(&earlier.append(b"two").await, &Err(expected))
}

pub(super) async fn a_fenced_append_leaves_nothing<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, mut later) = two_owners(case).await?;
    fenced(earlier.append(b"two").await)?;
    equal(&later.read().await?, &b"one".to_vec())?;
    drop((earlier, later));
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn a_fenced_replacement_leaves_nothing<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, mut later) = two_owners(case).await?;
    fenced(earlier.replace(b"two").await)?;
    equal(&later.read().await?, &b"one".to_vec())?;
    drop((earlier, later));
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn a_fenced_clear_takes_nothing<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, mut later) = two_owners(case).await?;
    fenced(earlier.clear().await)?;
    equal(&later.read().await?, &b"one".to_vec())
}

pub(super) async fn what_an_earlier_owner_appended_is_read<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut earlier = case.claimed().await?;
    let mut later = case.store().await?;
    earlier.append(b"one").await?;
    later.claim(Epoch(1)).await?;
    equal(&later.read().await?, &b"one".to_vec())
}

pub(super) async fn what_an_earlier_owner_replaced_is_read<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut earlier = case.claimed().await?;
    earlier.append(b"one").await?;
    let mut later = case.store().await?;
    earlier.replace(b"two").await?;
    later.claim(Epoch(1)).await?;
    equal(&later.read().await?, &b"two".to_vec())
}

pub(super) async fn an_owner_may_claim_again<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    equal(&store.claim(Epoch(1)).await?, &Epoch(2))?;
    store.append(b"two").await?;
    equal(&store.read().await?, &b"onetwo".to_vec())
}

pub(super) async fn an_earlier_owner_may_claim_again<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut earlier, mut later) = two_owners(case).await?;
    later.append(b"two").await?;
    equal(&earlier.claim(Epoch(1)).await?, &Epoch(3))?;
    earlier.append(b"six").await?;
    fenced(later.append(b"ten").await)?;
    equal(&earlier.read().await?, &b"onetwosix".to_vec())
}

pub(super) async fn of_three_owners_only_the_last_writes<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut first, mut second) = two_owners(case).await?;
    let mut third = case.claimed().await?;
    fenced(first.append(b"two").await)?;
    fenced(second.append(b"two").await)?;
    third.append(b"six").await?;
    fenced(first.replace(b"two").await)?;
    fenced(second.replace(b"two").await)?;
    equal(&third.read().await?, &b"onesix".to_vec())
}

pub(super) async fn epochs_grow_after_clear<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.store().await?;
    let before = store.claim(Epoch(1)).await?;
    store.clear().await?;
    drop(store);
    let after = case.store().await?.claim(Epoch(1)).await?;
    holds(after > before, "a later epoch")
}
