//! Reading query strings.
