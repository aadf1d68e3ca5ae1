//! Which segments of the index are written anew.
//!
//! A product that changes is added to a new segment, and what the old one says of it is struck out. Every search still walks
//! over what is struck out; the library never takes that for a reason to write a segment anew. In a catalogue that changes as
//! a whole within a minute, searches would take twice as long by the end of it.
//!
//! And it lets eight small segments come together before it joins them. Each has a dictionary of its own, in which a
//! mistyped word is compared with all that it may have been: so searches that take longest take longer with every segment.

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Segments of fewer products are merged with each other soon enough; to write one of them anew for each change that strikes
/// out half of it would cost more than it saves.
const LARGE: u32 = 10_000;
/// One of so many products in a large segment may be struck out.
const MAX_STRUCK: u32 = 4;
/// So many small segments are joined, each of them of at most so many times as many products as those that are smaller have
/// together: of one product that changes thousands would be written anew, else.
const FEW: usize = 4;
const ALIKE: u32 = 4;

/// Merges segments of like sizes, and small ones sooner; and writes a large one anew by itself of which much is struck out.
#[derive(Debug)]
pub(super) struct Merging {
    like_sizes: LogMergePolicy,
    large: u32,
    /// How many small segments are joined, if there are no more.
    few: usize,
}

impl Merging {
    /// Of an index that is kept while others search it.
    pub(super) fn kept() -> Self {
        Self { few: FEW, ..Self::filling() }
    }

    /// Of one that is filled: whoever waits for that wants each product to be written as seldom as may be.
    pub(super) fn filling() -> Self {
        Self { like_sizes: LogMergePolicy::default(), large: LARGE, few: usize::MAX }
    }
}

impl MergePolicy for Merging {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.like_sizes.compute_merge_candidates(segments);
        let struck = segments.iter().filter(|segment| {
            segment.max_doc() >= self.large && segment.num_deleted_docs() > segment.max_doc() / MAX_STRUCK
        });
        let is_left = |segment: &&SegmentMeta| !candidates.iter().any(|merged| merged.0.contains(&segment.id()));
        let struck: Vec<SegmentId> = struck.filter(is_left).map(SegmentMeta::id).collect();
        let small = segments.iter().filter(|segment| segment.max_doc() < self.large);
        let mut small: Vec<&SegmentMeta> = small.filter(is_left).collect();
        small.sort_by_key(|segment| segment.max_doc());
        let mut smaller = 0;
        let alike = small.iter().take_while(|segment| {
            let is_alike = smaller == 0 || segment.max_doc() <= ALIKE * smaller;
            smaller += segment.max_doc();
            is_alike
        });
        let alike: Vec<SegmentId> = alike.map(|segment| segment.id()).collect();
        candidates.extend(struck.into_iter().map(|id| MergeCandidate(vec![id])));
        if alike.len() >= self.few {
            candidates.push(MergeCandidate(alike));
        }
        candidates
    }
}

/// The segments that are small, if there are several. A filling leaves some of them, and each costs a search nearly as much
/// as a large one does.
pub(super) fn small(segments: &[SegmentMeta]) -> Vec<SegmentId> {
    let small = segments.iter().filter(|segment| segment.max_doc() < LARGE);
    let small: Vec<SegmentId> = small.map(SegmentMeta::id).collect();
    if small.len() > 1 { small } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Index;
    use crate::tests::products::{id, plain};

    #[test]
    fn what_a_filling_leaves_is_one_segment_once_it_is_settled_and_nothing_is_lost() {
        let dir = tempfile::tempdir().expect("a directory");
        let index = Index::open(dir.path()).expect("an empty index");
        let mut writer = index.writer().expect("nobody else writes");
        for number in 0..21 {
            writer.upsert(&[(id(number), 1, plain(&format!("p-{number}"), "Lamp"))]).expect("room on the disk");
            writer.commit().expect("room on the disk");
        }
        let segments = || index.searcher().expect("readable").segment_readers().len();
        writer.join_small();
        drop(writer);
        assert!(index.len().expect("readable") == 21, "whoever ends while it is joined loses nothing");
        index.settle().expect("room on the disk");
        assert_eq!((segments(), index.len().expect("readable")), (1, 21));
        index.settle().expect("there is nothing to do");
        let mut writer = index.writer().expect("it was closed");
        writer.upsert(&[(id(3), 2, plain("p-3", "Table"))]).expect("room on the disk");
        writer.commit().expect("room on the disk");
        assert_eq!((segments(), index.len().expect("readable")), (2, 21));
    }

    #[test]
    fn small_segments_of_an_index_that_is_kept_are_few_and_those_of_a_filling_are_left_until_it_is_done() {
        let dir = tempfile::tempdir().expect("a directory");
        let index = Index::open(dir.path()).expect("an empty index");
        let segments = || index.searcher().expect("readable").segment_readers().len();
        let mut writer = index.writer().expect("nobody else writes");
        let mut commit = |number: u128| {
            writer.upsert(&[(id(number), 1, plain(&format!("p-{number}"), "Lamp"))]).expect("room on the disk");
            writer.commit().expect("room on the disk");
        };
        (0..3).for_each(&mut commit);
        assert_eq!(segments(), 3, "three are few");
        commit(3);
        writer.end().expect("what was begun is merged");
        assert_eq!((segments(), index.len().expect("readable")), (1, 4));
        let filling = Merging::filling();
        let metas = index.inner.searchable_segment_metas().expect("readable");
        let four = [metas.as_slice(); 4].concat();
        assert_eq!(filling.compute_merge_candidates(&four).len(), 0);
        assert_eq!(Merging::kept().compute_merge_candidates(&four).len(), 1);
    }

    #[test]
    fn a_segment_of_many_products_is_not_written_anew_for_one_that_changes() {
        let dir = tempfile::tempdir().expect("a directory");
        let index = Index::open(dir.path()).expect("an empty index");
        let mut writer = index.writer().expect("nobody else writes");
        let lamp = |number: u128| (id(number), 1, plain(&format!("p-{number}"), "Lamp"));
        let many: Vec<_> = (0..30).map(lamp).collect();
        for products in std::iter::once(many).chain((30..34).map(|number| vec![lamp(number)])) {
            writer.upsert(&products).expect("room on the disk");
            writer.commit().expect("room on the disk");
        }
        writer.end().expect("what was begun is merged");
        let searcher = index.searcher().expect("readable");
        let mut sizes: Vec<_> = searcher.segment_readers().iter().map(|one| one.max_doc()).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [4, 30]);
    }

    #[test]
    fn of_a_large_segment_at_most_a_quarter_stays_struck_out_and_a_small_one_is_left_alone() {
        let dir = tempfile::tempdir().expect("a directory");
        let index = Index::open(dir.path()).expect("an empty index");
        let mut writer = index.writer().expect("nobody else writes");
        writer.set_merge_policy(Merging { large: 40, ..Merging::filling() });
        let products = |numbers: std::ops::Range<u128>, title: &str| -> Vec<_> {
            numbers.map(|number| (id(number), 1, plain(&format!("p-{number}"), title))).collect()
        };
        // One of 40 products, and one of 20.
        for (numbers, title) in [(0..40, "Lamp"), (100..120, "Lamp"), (0..10, "Table"), (100..115, "Table")] {
            writer.upsert(&products(numbers, title)).expect("room on the disk");
            writer.commit().expect("room on the disk");
        }
        let struck = |index: &Index| {
            let searcher = index.searcher().expect("readable");
            let mut struck: Vec<_> =
                searcher.segment_readers().iter().map(|one| (one.num_deleted_docs(), one.max_doc())).collect();
            struck.sort_unstable();
            struck
        };
        assert_eq!(struck(&index), [(0, 10), (0, 15), (10, 40), (15, 20)], "a quarter is not more than that");
        writer.upsert(&products(10..11, "Table")).expect("room on the disk");
        writer.commit().expect("room on the disk");
        writer.end().expect("what was begun is merged");
        assert_eq!(struck(&index), [(0, 1), (0, 10), (0, 15), (0, 29), (15, 20)]);
        assert_eq!(index.len().expect("readable"), 60);
    }
}
