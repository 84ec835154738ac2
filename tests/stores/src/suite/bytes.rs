//! Bytes come back as they were stored.

use engine_worker::durability::{Store, store::MOST_ASIDE};

use super::{Case, Outcome, Site, equal, holds, refused};

pub(super) async fn a_new_store_is_empty<S: Site>(case: &Case<'_, S>) -> Outcome {
    equal(&case.bytes().await?, &Vec::new())
}

pub(super) async fn appended_bytes_are_read<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    equal(&store.read().await?, &b"one".to_vec())
}

pub(super) async fn appends_are_in_order<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    for part in [b"one", b"two", b"six"] {
        store.append(part).await?;
    }
    equal(&store.read().await?, &b"onetwosix".to_vec())
}

pub(super) async fn an_append_of_nothing_changes_nothing<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"").await?;
    store.append(b"one").await?;
    store.append(b"").await?;
    equal(&store.read().await?, &b"one".to_vec())
}

pub(super) async fn single_bytes_are_appended<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    let bytes: Vec<u8> = (0..100).collect();
    for byte in &bytes {
        store.append(&[*byte]).await?;
    }
    equal(&store.read().await?, &bytes)
}

/// Bytes that no pattern of a file system could bring about.
fn noise(count: u32) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

pub(super) async fn a_megabyte_is_appended_at_once<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    let bytes = noise(1 << 20);
    store.append(&bytes).await?;
    equal(&store.read().await?, &bytes)?;
    drop(store);
    equal(&case.bytes().await?, &bytes)
}

pub(super) async fn many_appends_are_read_as_one<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    let bytes = noise(20_000);
    for part in bytes.chunks(67) {
        store.append(part).await?;
    }
    drop(store);
    equal(&case.bytes().await?, &bytes)
}

pub(super) async fn every_value_of_a_byte_is_kept<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut bytes: Vec<u8> = (0..=255).collect();
    bytes.extend([0; 5000]);
    bytes.extend([255; 5000]);
    case.claimed().await?.append(&bytes).await?;
    equal(&case.bytes().await?, &bytes)
}

pub(super) async fn bytes_survive_reopening<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.append(b"one").await?;
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn bytes_survive_reopening_twice<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.append(b"one").await?;
    case.bytes().await?;
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn a_new_life_appends_behind_the_last<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.append(b"one").await?;
    let mut store = case.claimed().await?;
    store.append(b"two").await?;
    equal(&store.read().await?, &b"onetwo".to_vec())
}

pub(super) async fn three_lives_append_in_order<S: Site>(case: &Case<'_, S>) -> Outcome {
    for part in [b"one", b"two", b"six"] {
        case.claimed().await?.append(part).await?;
    }
    equal(&case.bytes().await?, &b"onetwosix".to_vec())
}

pub(super) async fn an_unclaimed_store_reads_nothing<S: Site>(case: &Case<'_, S>) -> Outcome {
    refused(case.store().await?.read().await)
}

pub(super) async fn an_unclaimed_store_appends_nothing<S: Site>(case: &Case<'_, S>) -> Outcome {
    refused(case.store().await?.append(b"one").await)?;
    equal(&case.bytes().await?, &Vec::new())
}

pub(super) async fn an_unclaimed_store_replaces_nothing<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.append(b"one").await?;
    refused(case.store().await?.replace(b"two").await)?;
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn an_unclaimed_store_clears_nothing<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.append(b"one").await?;
    refused(case.store().await?.clear().await)?;
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn an_unclaimed_store_sets_nothing_aside<S: Site>(case: &Case<'_, S>) -> Outcome {
    refused(case.store().await?.set_aside().await)
}

pub(super) async fn a_replacement_is_all_that_is_left<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    store.append(b"two").await?;
    store.replace(b"seven").await?;
    equal(&store.read().await?, &b"seven".to_vec())
}

pub(super) async fn a_replacement_may_be_empty<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    store.replace(b"").await?;
    equal(&store.read().await?, &Vec::new())?;
    drop(store);
    equal(&case.bytes().await?, &Vec::new())
}

pub(super) async fn a_short_replacement_leaves_no_rest<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(&noise(10_000)).await?;
    store.replace(b"one").await?;
    drop(store);
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn a_replacement_of_an_empty_store_is_read<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    case.claimed().await?.replace(b"one").await?;
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn bytes_are_appended_to_a_replacement<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.replace(b"one").await?;
    store.append(b"two").await?;
    equal(&store.read().await?, &b"onetwo".to_vec())
}

pub(super) async fn a_replacement_survives_reopening<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    store.replace(b"two").await?;
    drop(store);
    equal(&case.bytes().await?, &b"two".to_vec())
}

pub(super) async fn the_last_of_many_replacements_counts<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    for number in 0..30_u8 {
        store.replace(&[number; 9]).await?;
    }
    drop(store);
    equal(&case.bytes().await?, &vec![29; 9])
}

pub(super) async fn what_follows_a_replacement_survives_reopening<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    store.replace(b"two").await?;
    store.append(b"six").await?;
    drop(store);
    equal(&case.bytes().await?, &b"twosix".to_vec())
}

pub(super) async fn an_empty_store_is_flushed<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.flush().await?;
    equal(&store.read().await?, &Vec::new())
}

pub(super) async fn a_flush_keeps_the_bytes<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    store.flush().await?;
    drop(store);
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn bytes_are_appended_after_a_flush<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    for part in [b"one", b"two", b"six"] {
        store.append(part).await?;
        store.flush().await?;
    }
    equal(&store.read().await?, &b"onetwosix".to_vec())
}

pub(super) async fn clear_forgets_everything<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    store.set_aside().await?;
    store.clear().await?;
    equal(&store.read().await?, &Vec::new())
}

pub(super) async fn bytes_are_appended_after_clear<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    store.clear().await?;
    store.append(b"two").await?;
    equal(&store.read().await?, &b"two".to_vec())?;
    drop(store);
    equal(&case.bytes().await?, &b"two".to_vec())
}

pub(super) async fn clear_survives_reopening<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    store.clear().await?;
    drop(store);
    equal(&case.bytes().await?, &Vec::new())
}

pub(super) async fn an_empty_store_is_cleared<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.clear().await?;
    equal(&case.bytes().await?, &Vec::new())
}

pub(super) async fn set_aside_keeps_the_bytes<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    holds(!store.set_aside().await?.is_empty(), "a name")?;
    store.append(b"two").await?;
    equal(&store.read().await?, &b"onetwo".to_vec())?;
    drop(store);
    equal(&case.bytes().await?, &b"onetwo".to_vec())
}

pub(super) async fn names_of_what_is_set_aside_differ<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    let first = store.set_aside().await?;
    let second = store.set_aside().await?;
    holds(first != second, "two names")
}

pub(super) async fn names_of_what_is_set_aside_differ_between_lives<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    let first = case.claimed().await?.set_aside().await?;
    let second = case.claimed().await?.set_aside().await?;
    holds(first != second, "two names")
}

pub(super) async fn more_can_be_set_aside_than_is_kept<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.append(b"one").await?;
    let mut names = Vec::new();
    for _ in 0..MOST_ASIDE + 3 {
        names.push(store.set_aside().await?);
    }
    names.sort();
    names.dedup();
    equal(&names.len(), &(MOST_ASIDE + 3))?;
    equal(&store.read().await?, &b"one".to_vec())
}

pub(super) async fn an_empty_store_is_set_aside<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut store = case.claimed().await?;
    store.set_aside().await?;
    equal(&store.read().await?, &Vec::new())
}

pub(super) async fn apps_do_not_see_each_other<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.append(b"one").await?;
    let other = format!("{}2", case.app);
    let mut store = case.store_of(&other).await?;
    equal(&store.read().await?, &Vec::new())?;
    store.append(b"two").await?;
    store.clear().await?;
    equal(&case.bytes().await?, &b"one".to_vec())
}

pub(super) async fn names_of_apps_are_told_apart<S: Site>(case: &Case<'_, S>) -> Outcome {
    let long = "x".repeat(300);
    let odd = [
        "/",
        "%2F",
        ".",
        "..",
        "../",
        "a",
        "A",
        " ",
        "ä",
        "a:b",
        "a\\b",
        "<>|?*\"",
        "…",
        "\u{1f980}",
        "",
    ];
    let mut apps: Vec<String> = odd.iter().map(|odd| format!("{}{odd}", case.app)).collect();
    apps.push(format!("{}{long}1", case.app));
    apps.push(format!("{}{long}2", case.app));
    for app in &apps {
        case.store_of(app).await?.append(app.as_bytes()).await?;
    }
    for app in &apps {
        let found = case.store_of(app).await?.read().await?;
        equal(&found, &app.as_bytes().to_vec())?;
    }
    Ok(())
}

pub(super) async fn a_store_names_its_place<S: Site>(case: &Case<'_, S>) -> Outcome {
    let place = case.store().await?.place();
    holds(
        ["OPFS", "IndexedDB", "memory", "file"].contains(&place),
        place,
    )
}
