//! The cases that all stores must pass.
//!
//! A case gets a [`Case`]: the place under test, and the name of an app that no other case has. It answers an
//! error instead of panicking, because a panic would end the wasm module and all cases after it.

mod bytes;
mod logs;
mod owners;

use engine_worker::durability::{Log, OpenError, Opened, Store, StoreError};
use protocol::Epoch;

/// A place where stores are.
#[allow(
    async_fn_in_trait,
    reason = "sites are used as concrete types on one thread, so no caller needs Send"
)]
pub trait Site {
    /// The stores there.
    type Store: Store;

    /// Opens the store of an app, once more if it is open.
    async fn open(&self, app: &str) -> Result<Self::Store, StoreError>;
}

/// Why a case has failed.
#[derive(Debug)]
pub struct Failure(pub String);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure(format!("{error:?}"))
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Failure(error.to_string())
    }
}

/// What a case answers.
pub type Outcome = Result<(), Failure>;

/// What a case works on.
pub struct Case<'a, S> {
    site: &'a S,
    app: String,
}

impl<S: Site> Case<'_, S> {
    /// Opens the store.
    async fn store(&self) -> Result<S::Store, Failure> {
        Ok(self.site.open(&self.app).await?)
    }

    /// Opens the store of another app.
    async fn store_of(&self, app: &str) -> Result<S::Store, Failure> {
        let mut store = self.site.open(app).await?;
        store.claim(Epoch(1)).await?;
        Ok(store)
    }

    /// Opens the store and makes it the owner.
    async fn claimed(&self) -> Result<S::Store, Failure> {
        self.store_of(&self.app).await
    }

    /// What a new life finds.
    async fn bytes(&self) -> Result<Vec<u8>, Failure> {
        Ok(self.claimed().await?.read().await?)
    }

    /// Opens the log.
    async fn log(&self) -> Result<(Log<S::Store>, Opened), Failure> {
        Ok(Log::open(self.store().await?, Epoch(1)).await?)
    }

    /// The payloads that a new life finds.
    async fn payloads(&self) -> Result<Vec<Vec<u8>>, Failure> {
        let (_, opened) = self.log().await?;
        equal(&opened.damage, &None)?;
        Ok(opened.payloads)
    }

    /// Changes the bytes, as damage does.
    async fn damage(&self, change: impl FnOnce(&mut Vec<u8>)) -> Outcome {
        let mut store = self.claimed().await?;
        let mut bytes = store.read().await?;
        change(&mut bytes);
        store.replace(&bytes).await?;
        Ok(())
    }
}

/// Fails unless the two are equal.
#[track_caller]
fn equal<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Outcome {
    let shown = |value: &T| {
        let mut text = format!("{value:?}");
        if text.len() > 400 {
            let cut = (0..400).rev().find(|at| text.is_char_boundary(*at));
            text.truncate(cut.unwrap_or_default());
            text.push('…');
        }
        text
    };
    match found == expected {
        true => Ok(()),
        false => Err(at_caller(&format!(
            "found {}, expected {}",
            shown(found),
            shown(expected)
        ))),
    }
}

/// Fails unless something holds.
#[track_caller]
fn holds(condition: bool, what: &str) -> Outcome {
    match condition {
        true => Ok(()),
        false => Err(at_caller(what)),
    }
}

/// Fails unless the call was refused because of a later owner.
#[track_caller]
fn fenced<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Outcome {
    match result {
        Err(StoreError::Fenced { .. }) => Ok(()),
        other => Err(at_caller(&format!("found {other:?}, expected a fence"))),
    }
}

/// Fails unless the call was refused for another reason.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Outcome {
    holds(
        result.is_err(),
        &format!("found {result:?}, expected an error"),
    )
}

#[track_caller]
fn at_caller(what: &str) -> Failure {
    let place = std::panic::Location::caller();
    Failure(format!("{}:{}: {what}", place.file(), place.line()))
}

/// The table of all cases: how each is called and what it is.
macro_rules! cases {
    ($($module:ident { $($name:ident)* })*) => {
        /// The names of all cases.
        pub const NAMES: &[&str] = &[$($(stringify!($name),)*)*];

        /// Runs a case on an app that nothing else uses.
        pub async fn run<S: Site>(site: &S, name: &str, app: &str) -> Outcome {
            let case = Case { site, app: app.to_owned() };
            match name {
                $($(stringify!($name) => $module::$name(&case).await,)*)*
                _ => Err(Failure(format!("no case is called {name}"))),
            }
        }

        /// Passes the name of every case to a macro.
        #[macro_export]
        macro_rules! for_every_case {
            ($callback:ident) => { $callback! { $($($name)*)* } };
        }
    };
}

cases! {
    bytes {
        a_new_store_is_empty
        appended_bytes_are_read
        appends_are_in_order
        an_append_of_nothing_changes_nothing
        single_bytes_are_appended
        a_megabyte_is_appended_at_once
        many_appends_are_read_as_one
        every_value_of_a_byte_is_kept
        bytes_survive_reopening
        bytes_survive_reopening_twice
        a_new_life_appends_behind_the_last
        three_lives_append_in_order
        an_unclaimed_store_reads_nothing
        an_unclaimed_store_appends_nothing
        an_unclaimed_store_replaces_nothing
        an_unclaimed_store_clears_nothing
        an_unclaimed_store_sets_nothing_aside
        a_replacement_is_all_that_is_left
        a_replacement_may_be_empty
        a_short_replacement_leaves_no_rest
        a_replacement_of_an_empty_store_is_read
        bytes_are_appended_to_a_replacement
        a_replacement_survives_reopening
        the_last_of_many_replacements_counts
        what_follows_a_replacement_survives_reopening
        an_empty_store_is_flushed
        a_flush_keeps_the_bytes
        bytes_are_appended_after_a_flush
        clear_forgets_everything
        bytes_are_appended_after_clear
        clear_survives_reopening
        an_empty_store_is_cleared
        set_aside_keeps_the_bytes
        names_of_what_is_set_aside_differ
        names_of_what_is_set_aside_differ_between_lives
        more_can_be_set_aside_than_is_kept
        an_empty_store_is_set_aside
        apps_do_not_see_each_other
        names_of_apps_are_told_apart
        a_store_names_its_place
    }
    owners {
        the_first_epoch_is_the_one_that_was_asked_for
        epochs_grow
        a_later_epoch_can_be_asked_for
        an_earlier_epoch_is_not_given
        claiming_keeps_the_bytes
        an_earlier_owner_cannot_append
        an_earlier_owner_cannot_replace
        an_earlier_owner_cannot_clear
        an_earlier_owner_cannot_set_aside
        an_earlier_owner_cannot_read
        a_fenced_owner_stays_fenced
        a_fence_names_both_epochs
        a_fenced_append_leaves_nothing
        a_fenced_replacement_leaves_nothing
        a_fenced_clear_takes_nothing
        what_an_earlier_owner_appended_is_read
        what_an_earlier_owner_replaced_is_read
        an_owner_may_claim_again
        an_earlier_owner_may_claim_again
        of_three_owners_only_the_last_writes
        epochs_grow_after_clear
    }
    logs {
        a_new_log_is_empty
        payloads_are_found_in_order
        a_batch_is_appended_at_once
        empty_payloads_are_kept
        a_large_payload_is_kept
        no_payloads_are_no_append
        payloads_of_three_lives_are_found
        each_life_has_a_later_epoch
        a_torn_end_costs_the_last_record
        a_flipped_bit_costs_what_follows
        a_flipped_bit_of_the_header_costs_nothing
        damage_is_told_once
        a_damaged_log_goes_on
        foreign_bytes_are_set_aside
        a_newer_version_is_left_as_it_is
        a_version_before_the_first_is_left_as_it_is
        a_snapshot_takes_the_place_of_the_log
        payloads_are_appended_to_a_snapshot
        an_empty_snapshot_empties_the_log
        the_size_of_a_snapshot_survives_reopening
        a_log_wants_a_snapshot_when_it_is_large
        a_log_beside_a_large_snapshot_may_be_larger
        clear_forgets_the_payloads
        payloads_are_appended_after_clear
        an_earlier_life_cannot_append
        an_earlier_life_cannot_compact
        a_payload_that_is_too_large_is_refused
        a_log_counts_what_it_does
        ten_thousand_records_are_found
    }
}
