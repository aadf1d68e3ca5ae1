//! How much memory reading a file takes: as much for a large one as for one that is half as large.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::Currency;

use super::Exports;
use crate::encoding::Text;
use crate::options::{Format, Reading};
use crate::row::{Item, Record};
use crate::shopify::columns::Columns;
use crate::shopify::groups::Groups;
use crate::shopify::product::Products;
use crate::table::{Next, Table, TableRow};
use crate::woocommerce::Woo;

/// What is held, and the most of it since that was last looked at.
static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counted = Counted;

struct Counted;

fn grown(bytes: usize) {
    MOST.fetch_max(HELD.fetch_add(bytes, Ordering::Relaxed) + bytes, Ordering::Relaxed);
}

#[expect(unsafe_code, reason = "the trait is")]
// SAFETY: the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }
}

/// A file that is made as it is read.
struct Rows<F> {
    row: F,
    at: usize,
    end: usize,
    line: Vec<u8>,
    read: usize,
}

impl<F: Fn(usize) -> String> Read for Rows<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.line.len() {
            if self.at == self.end {
                return Ok(0);
            }
            (self.line, self.read) = ((self.row)(self.at).into_bytes(), 0);
            self.at += 1;
        }
        let part = (self.line.len() - self.read).min(buffer.len());
        buffer[..part].copy_from_slice(&self.line[self.read..self.read + part]);
        self.read += part;
        Ok(part)
    }
}

fn reading() -> Reading {
    let format = Format::Csv;
    Reading { format, collection: None, currency: Currency::Eur, on_hand: None, encoding: None, now: 0 }
}

fn table(header: &'static str, end: usize, row: impl Fn(usize) -> String + Send + 'static) -> (Table, TableRow) {
    let rows = Rows { row, at: 0, end, line: header.as_bytes().to_vec(), read: 0 };
    let input = crate::read(rows).expect("a file");
    let mut table = Table::new(Text::new(input, None)).expect("a table");
    let Ok(Some(Next::Row(header))) = table.next() else { panic!("a header") };
    (table, header)
}

/// Reads all of it; the most that was held in each quarter of the products.
fn quarters<D: super::Dialect>(table: Table, dialect: D, products: usize) -> Vec<usize> {
    let mut exports = Exports::new(table, dialect);
    exports.groups = Groups::holding(100_000);
    let (mut read, mut quarters) = (0, Vec::new());
    for item in exports {
        if let Item::Row(row) = item.expect("it can be read") {
            assert!(matches!(row.record, Ok(Record::Product(..))), "{:?}", row.record.err());
            read += 1;
            if usize::is_multiple_of(read, products / 4) {
                quarters.push(MOST.swap(HELD.load(Ordering::Relaxed), Ordering::Relaxed));
            }
        }
    }
    assert_eq!((read, quarters.len()), (products, 4));
    quarters
}

/// More products than are remembered in memory, so that it would grow with them if they were.
const PRODUCTS: usize = 60_000;
/// Sixty thousand hashes in memory are a megabyte.
const BOUND: usize = 250_000;

fn check(quarters: &[usize]) {
    assert!(quarters[3] < quarters[1] + BOUND, "{quarters:?}");
}

#[test]
fn l06_a_large_export_of_shopify_takes_no_more_memory_than_a_smaller_one() {
    let header = "Handle,Title,Type,Variant SKU,Variant Price\n";
    let row = |at| format!("mug-{at},Mug {at},Kind {at},SKU-{at},12.50\n");
    let (table, header) = table(header, PRODUCTS, row);
    let products = Products::new(Columns::of(&header), &reading(), false);
    check(&quarters(table, products, PRODUCTS));
}

#[test]
fn l06_a_large_export_of_woocommerce_takes_no_more_memory_than_a_smaller_one() {
    let header = "ID,Type,SKU,Name,Published,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)\n";
    let products = PRODUCTS / 2;
    // A product that varies and its variation, which names it by its SKU.
    let row = |at: usize| match (at / 2, at % 2) {
        (at, 0) => format!("{at},variable,SKU-{at},Mug {at},1,,Kind {at},,Size,Small\n"),
        (at, _) => format!("9{at},variation,SKU-{at}-S,,1,12.50,,SKU-{at},Size,Small\n"),
    };
    let (table, header) = table(header, PRODUCTS, row);
    let woo = Woo::new(&header, &reading(), false);
    check(&quarters(table, woo, products));
}
