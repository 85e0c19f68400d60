//! A map of a few entries, which cost less side by side than in a hash table.

use smallvec::SmallVec;

/// Looks at every entry in turn; room for `N` in place.
#[derive(Debug, Clone)]
pub struct Few<K, V, const N: usize>(SmallVec<[(K, V); N]>);

impl<K, V, const N: usize> Default for Few<K, V, N> {
    fn default() -> Self {
        Self(SmallVec::new())
    }
}

impl<K: PartialEq, V, const N: usize> Few<K, V, N> {
    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Every value.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Adds a key that isn't there yet with what `make` gives; true if it was added.
    pub fn add<E>(&mut self, key: K, make: impl FnOnce(&K) -> Result<V, E>) -> Result<bool, E> {
        if self.get(&key).is_some() {
            return Ok(false);
        }
        let value = make(&key)?;
        self.0.push((key, value));
        Ok(true)
    }
}
