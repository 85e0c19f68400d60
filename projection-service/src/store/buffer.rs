//! The write buffer: rows are coalesced in memory and written behind, and every read goes through
//! it. Also the one place that knows how a layer reaches the store.

use std::collections::{BTreeMap, VecDeque};
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use super::hot::Hot;
use super::{RowStore, StoreError, Writes, key};

/// Rows that go to the store together, with the marks that make them whole.
#[derive(Debug, Default)]
pub struct Layer {
    rows: Writes,
    /// Checkpoint and marks: written in the last batch.
    marks: Writes,
    bytes: usize,
}

impl Layer {
    /// Writes it. A layer of one batch is whole or absent; a larger one is announced first, so that
    /// a crash between its batches is seen when the directory is opened again.
    pub fn write(&self, store: &dyn RowStore) -> Result<(), StoreError> {
        fn borrowed(writes: &Writes) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
            writes.iter().map(|(key, row)| (key.as_slice(), row.as_deref()))
        }
        let most = store.batch_rows_max().saturating_sub(self.marks.len()).max(1);
        if self.rows.len() <= most {
            let batch: Vec<_> = borrowed(&self.rows).chain(borrowed(&self.marks)).collect();
            return store.write(&batch);
        }
        store.write(&[(key::BUILDING, Some(&[]))])?;
        let rows: Vec<_> = borrowed(&self.rows).collect();
        for batch in rows.chunks(most) {
            store.write(batch)?;
        }
        // Whoever froze the layer says in its marks whether the rows are whole now.
        store.write(&borrowed(&self.marks).collect::<Vec<_>>())
    }

    /// How many rows it writes.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.marks.is_empty()
    }

    /// Bytes of its keys and rows.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

/// What has not reached the store yet, in front of it.
pub struct Buffer {
    store: Arc<dyn RowStore>,
    active: Layer,
    /// Oldest first.
    frozen: VecDeque<Arc<Layer>>,
    hot: Hot,
}

impl Buffer {
    /// An empty buffer in front of `store`.
    pub fn new(store: Arc<dyn RowStore>) -> Self {
        Self { store, active: Layer::default(), frozen: VecDeque::new(), hot: Hot::default() }
    }

    /// The store behind it.
    pub fn store(&self) -> &Arc<dyn RowStore> {
        &self.store
    }

    /// The row with this key, as the latest write left it.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let layers = std::iter::once(&self.active).chain(self.frozen.iter().rev().map(Arc::as_ref));
        for layer in layers {
            if let Some(row) = layer.rows.get(key) {
                return Ok(row.clone());
            }
        }
        self.store.get(key)
    }

    /// Rows that were read lately.
    pub fn hot(&self) -> &Hot {
        &self.hot
    }

    /// Writes or removes a row.
    pub fn put(&mut self, key: Vec<u8>, row: Option<Vec<u8>>) {
        self.hot.forget(&key);
        self.active.bytes += key.len() + row.as_ref().map_or(0, Vec::len);
        self.active.rows.insert(key, row);
    }

    /// Every row whose key begins with `prefix`, in the order of the keys.
    pub fn scan(&self, prefix: &[u8], visit: super::Visit<'_>) -> Result<(), StoreError> {
        let mut over: BTreeMap<&[u8], Option<&[u8]>> = BTreeMap::new();
        for layer in self.frozen.iter().map(Arc::as_ref).chain([&self.active]) {
            let from = (Bound::Included(prefix), Bound::Unbounded);
            let rows = layer.rows.range::<[u8], _>(from);
            over.extend(
                rows.take_while(|(key, _)| key.starts_with(prefix))
                    .map(|(key, row)| (key.as_slice(), row.as_deref())),
            );
        }
        let mut over = over.into_iter().peekable();
        let mut stopped = false;
        self.store.scan(prefix, &mut |key, row| {
            while let Some((new, changed)) = over.next_if(|(new, _)| *new < key) {
                if changed.is_some_and(|changed| visit(new, changed).is_break()) {
                    stopped = true;
                    return ControlFlow::Break(());
                }
            }
            let row = match over.next_if(|(new, _)| *new == key) {
                Some((_, Some(changed))) => changed,
                Some((_, None)) => return ControlFlow::Continue(()),
                None => row,
            };
            stopped = visit(key, row).is_break();
            if stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if !stopped {
            let _ = over
                .filter_map(|(key, row)| row.map(|row| (key, row)))
                .try_for_each(|(key, row)| visit(key, row));
        }
        Ok(())
    }

    /// The layer that is being filled.
    pub fn active(&self) -> &Layer {
        &self.active
    }

    /// How many layers wait to be written.
    pub fn waiting(&self) -> usize {
        self.frozen.len()
    }

    /// Ends the active layer with `marks` and gives it out to be written; `None` if it is empty.
    pub fn freeze(&mut self, marks: Writes) -> Option<Arc<Layer>> {
        self.active.marks = marks;
        if self.active.is_empty() {
            return None;
        }
        let layer = Arc::new(std::mem::take(&mut self.active));
        self.frozen.push_back(layer.clone());
        Some(layer)
    }

    /// Takes away a layer that has reached the store.
    pub fn landed(&mut self, layer: &Arc<Layer>) {
        self.frozen.retain(|waiting| !Arc::ptr_eq(waiting, layer));
    }
}
