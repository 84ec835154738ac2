//! Tests of the lists, one file per source file: examples, the law against a plain model, counted work.

mod order;
