//! What is remembered of each thing of a file to its end: a number by a hash. A few are kept in memory. Of more there is a
//! table in a temporary file, so that a large file takes no more memory than a small one.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

/// So many are kept in memory: half a megabyte at most.
const FEW: usize = 1 << 14;
/// A slot of the table: its key and its number, eight bytes each. A key of zero is an empty slot.
const SLOT: usize = 16;
/// Slots that are read at once while a table is written anew.
const AT_ONCE: usize = 4096;

/// Numbers by hashes. Two things of one hash are taken for one: of five million, that happens to any two of them with a
/// probability of one in a million.
#[derive(Debug)]
pub struct Noted {
    few: HashMap<u64, u64>,
    most: usize,
    many: Option<Table>,
    fault: Option<io::Error>,
}

impl Default for Noted {
    fn default() -> Self {
        Self::with_few(FEW)
    }
}

impl Noted {
    /// One that keeps so many in memory.
    fn with_few(most: usize) -> Self {
        Self { few: HashMap::new(), most, many: None, fault: None }
    }

    /// The number of a hash.
    pub fn get(&mut self, key: u64) -> Option<u64> {
        let Some(table) = &self.many else { return self.few.get(&key).copied() };
        let found = table.get(key);
        self.or_fault(found).flatten()
    }

    /// Sets the number of a hash, and tells the one that it had.
    pub fn insert(&mut self, key: u64, number: u64) -> Option<u64> {
        if self.many.is_none() && self.few.len() >= self.most && !self.few.contains_key(&key) {
            let spilt = Table::of(&self.few);
            // Where no temporary file can be made they stay in memory: files have bounds of their own.
            match spilt {
                Ok(table) => {
                    self.few = HashMap::new();
                    self.many = Some(table);
                }
                Err(_) => self.most = usize::MAX,
            }
        }
        let Some(table) = &mut self.many else { return self.few.insert(key, number) };
        let former = table.insert(key, number);
        self.or_fault(former).flatten()
    }

    /// Sets the number of a hash that has none yet.
    pub fn insert_new(&mut self, key: u64, number: u64) {
        if self.get(key).is_none() {
            self.insert(key, number);
        }
    }

    /// What went wrong with the temporary file, once: nothing that was told since is to be believed.
    pub fn fault(&mut self) -> Option<io::Error> {
        self.fault.take()
    }

    fn or_fault<T>(&mut self, done: io::Result<T>) -> Option<T> {
        match done {
            Ok(done) => Some(done),
            Err(error) => {
                let said = format!("what was read of the file cannot be remembered in a temporary file: {error}");
                // Whatever it was, it says nothing of the file that is read.
                self.fault.get_or_insert(io::Error::new(io::ErrorKind::StorageFull, said));
                None
            }
        }
    }
}

/// Slots in a file, which is gone when it is closed. A key is in the slot that it names, or in the first empty one behind it.
#[derive(Debug)]
struct Table {
    file: File,
    /// How many slots, a power of two.
    slots: u64,
    taken: u64,
}

impl Table {
    fn of(few: &HashMap<u64, u64>) -> io::Result<Self> {
        let mut table = Self::empty((4 * few.len() as u64).next_power_of_two().max(16))?;
        for (key, number) in few {
            table.insert(*key, *number)?;
        }
        Ok(table)
    }

    fn empty(slots: u64) -> io::Result<Self> {
        let file = tempfile::tempfile()?;
        // Of a part that was never written, zeros are read.
        file.set_len(slots * SLOT as u64)?;
        Ok(Self { file, slots, taken: 0 })
    }

    fn get(&self, key: u64) -> io::Result<Option<u64>> {
        Ok(self.find(key)?.1)
    }

    fn insert(&mut self, key: u64, number: u64) -> io::Result<Option<u64>> {
        if self.taken * 3 >= self.slots * 2 {
            self.grow()?;
        }
        let (slot, former) = self.find(key)?;
        let bytes = [own(key).to_le_bytes(), number.to_le_bytes()].concat();
        self.file.write_all_at(&bytes, slot * SLOT as u64)?;
        self.taken += u64::from(former.is_none());
        Ok(former)
    }

    /// The slot that a key is in or would be, and its number.
    fn find(&self, key: u64) -> io::Result<(u64, Option<u64>)> {
        let key = own(key);
        let mut slot = key & (self.slots - 1);
        loop {
            let mut bytes = [0; SLOT];
            self.file.read_exact_at(&mut bytes, slot * SLOT as u64)?;
            match parts(&bytes) {
                (0, _) => return Ok((slot, None)),
                (there, number) if there == key => return Ok((slot, Some(number))),
                _ => slot = (slot + 1) & (self.slots - 1),
            }
        }
    }

    /// Twice as many slots.
    fn grow(&mut self) -> io::Result<()> {
        let mut larger = Self::empty(2 * self.slots)?;
        let mut bytes = vec![0; AT_ONCE * SLOT];
        let size = self.slots * SLOT as u64;
        let mut at = 0;
        while at < size {
            let part = bytes.len().min(usize::try_from(size - at).unwrap_or(usize::MAX));
            self.file.read_exact_at(&mut bytes[..part], at)?;
            for (key, number) in bytes[..part].chunks_exact(SLOT).map(parts).filter(|(key, _)| *key != 0) {
                larger.insert(key, number)?;
            }
            at += part as u64;
        }
        *self = larger;
        Ok(())
    }
}

/// As a key is written: none is zero.
fn own(key: u64) -> u64 {
    key.max(1)
}

fn parts(slot: &[u8]) -> (u64, u64) {
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let (key, rest) = slot.split_at(SLOT / 2);
    (number(key), number(rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_noted_is_told_however_much_it_is(
            steps in proptest::collection::vec((0..200_u64, any::<u64>(), any::<bool>()), 0..400),
            few in 0..40_usize,
        ) {
            let (mut noted, mut model) = (Noted::with_few(few), HashMap::new());
            // Keys that want the same slot, those at the end, and zero.
            let key = |key: u64| if key.is_multiple_of(2) { key << 32 } else { u64::MAX - key };
            for (at, number, is_insert) in steps {
                let at = key(at);
                if is_insert {
                    prop_assert_eq!(noted.insert(at, number), model.insert(at, number));
                } else {
                    prop_assert_eq!(noted.get(at), model.get(&at).copied());
                }
            }
            prop_assert_eq!(noted.many.is_some(), model.len() > few);
            prop_assert!(noted.few.len() <= few);
            prop_assert!(noted.fault().is_none());
        }
    }

    #[test]
    fn a_file_that_fails_is_told_of() {
        let mut noted = Noted::with_few(1);
        for key in 1..4 {
            noted.insert(key, key);
        }
        let table = noted.many.as_mut().expect("more than few");
        table.file.set_len(0).expect("it is ours");
        assert_eq!(noted.get(2), None);
        assert!(noted.fault().expect("it was cut off").to_string().contains("temporary file"));
        assert!(noted.fault().is_none(), "once");
    }
}
