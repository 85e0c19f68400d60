//! stub
use event_schema::TenantId;
use event_schema::personal::PersonKey;
#[derive(Debug)]
pub struct KeyStore;
impl KeyStore {
    pub fn open_tenant(
        &self,
        _: TenantId,
        _: &mut dyn FnMut(&mut [u8]),
    ) -> std::io::Result<[u8; 32]> {
        Ok([0; 32])
    }
    pub fn key(&self, _: TenantId, _: u64) -> Option<PersonKey> {
        Some(PersonKey([1; 32]))
    }
    pub fn reserve(
        &self,
        _: TenantId,
        _: u64,
        _: &mut dyn FnMut(&mut [u8]),
    ) -> std::io::Result<()> {
        Ok(())
    }
}
