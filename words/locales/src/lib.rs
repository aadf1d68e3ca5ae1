//! Tests alone: the table of languages in `domain` beside ICU4X, which also writes it.
//!
//! A crate of its own, with ICU4X among its plain dependencies: as development dependencies of the compiler of
//! texts it gave what the shop is made of other features in tests, and half of it was compiled a second time.
