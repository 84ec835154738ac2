//! The main-thread side of Offstage.
