//! Tests of the lists, one file per source file: examples, the law against a plain model, counted work.

mod append;
mod clear;
mod count;
mod every;
mod get;
mod latest;
mod map;
mod order;
mod random;
mod range;
mod remove;
mod remove_last;
mod retain;
mod sort_by;
mod source;
mod sum;
