//! The Merkle tree hash of RFC 6962, section 2.1, over SHA-256: lets somebody who holds one commit
//! line prove that it is in an entry without being shown the others.

use sha2::{Digest, Sha256};

type Hash = [u8; 32];

/// A tree that grows leaf by leaf and keeps no leaf.
#[derive(Debug, Clone, Default)]
pub(super) struct MerkleTree {
    /// `complete[k]` is the root of a full subtree of 2^k leaves; like a binary counter.
    complete: Vec<Option<Hash>>,
}

impl MerkleTree {
    pub(super) fn push(&mut self, leaf: &[u8]) {
        let mut carry = hash_leaf(leaf);
        for place in &mut self.complete {
            match place.take() {
                Some(left) => carry = hash_node(&left, &carry),
                None => {
                    *place = Some(carry);
                    return;
                }
            }
        }
        self.complete.push(Some(carry));
    }

    /// Of no leaves it is the hash of nothing, as the RFC says.
    pub(super) fn root(&self) -> Hash {
        let subtrees = self.complete.iter().flatten().copied();
        subtrees
            .reduce(|right, left| hash_node(&left, &right))
            .unwrap_or_else(|| Sha256::digest([]).into())
    }
}

/// The Merkle tree hash of these leaves.
pub fn merkle_root<'a>(leaves: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut tree = MerkleTree::default();
    leaves.into_iter().for_each(|leaf| tree.push(leaf));
    tree.root()
}

fn hash_leaf(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

fn hash_node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}
