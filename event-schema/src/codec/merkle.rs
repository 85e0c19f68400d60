//! The Merkle tree hash of RFC 6962, section 2.1, over SHA-256: lets somebody who holds one commit
//! line prove that it is in an entry without being shown the others.

use sha2::{Digest, Sha256};

/// The Merkle tree hash of these leaves. Of none it is the hash of nothing, as the RFC says.
pub fn merkle_root<'a>(leaves: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    // `complete[k]` is the root of a full subtree of 2^k leaves; like a binary counter.
    let mut complete: Vec<Option<[u8; 32]>> = Vec::new();
    for leaf in leaves {
        let mut carry = hash_leaf(leaf);
        let mut level = 0;
        while let Some(left) = complete.get_mut(level).and_then(Option::take) {
            carry = hash_node(&left, &carry);
            level += 1;
        }
        match complete.get_mut(level) {
            Some(place) => *place = Some(carry),
            None => complete.push(Some(carry)),
        }
    }
    let subtrees = complete.into_iter().flatten();
    subtrees
        .reduce(|right, left| hash_node(&left, &right))
        .unwrap_or_else(|| Sha256::digest([]).into())
}

fn hash_leaf(leaf: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

fn hash_node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}
