//! A product and its variations as rows that name options.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::columns::{Column, parts};
use super::{Cells, Kind, Woo, prices, published, text};
use crate::html;
use crate::note::{Note, Topic, shown};
use crate::shopify::columns::{Column as Known, MAX_OPTIONS};
use crate::shopify::status;
use crate::table::TableRow;
use crate::values::{address, number};

/// As many variants as a product has.
const MAX_VARIANTS: usize = 2048;

/// What rows were made of a product.
pub struct Made {
    pub rows: Vec<TableRow>,
    /// Attributes that nobody chooses by.
    pub attributes: BTreeMap<String, Value>,
}

/// An attribute as the product names it.
struct Attribute {
    name: String,
    /// Its name in lower case, by which it is known.
    known_by: String,
    values: Vec<String>,
}

/// An attribute by which variations differ.
struct Axis {
    /// Its place among the attributes.
    at: usize,
    /// What can be chosen.
    values: Vec<String>,
    /// The values of the product, by how else they are written.
    spellings: HashMap<String, String>,
}

impl Woo {
    /// The rows of a product.
    ///
    /// # Errors
    /// If it has more options or variants than a product can have, or a price cannot be read.
    pub(super) fn rows(
        &self,
        kind: Kind,
        first: &TableRow,
        variations: &[&TableRow],
        notes: &mut Vec<Note>,
    ) -> Result<Made, String> {
        if variations.len() > MAX_VARIANTS {
            return Err(format!("it has more than {MAX_VARIANTS} variations"));
        }
        let mut attributes = self.attributes(first);
        let mut axes = self.axes(&mut attributes, variations)?;
        let mut head = Cells::new();
        let get = |column| self.columns.get(first, column);
        head.set(Known::Title, get(Column::Name));
        head.set(Known::Body, text(get(Column::Description)));
        head.set(Known::SeoDescription, text(get(Column::Short)));
        head.set(Known::Vendor, parts(get(Column::Brands)).join(", "));
        head.set(Known::Published, published(get(Column::Published)));
        if kind == Kind::Simple && variations.is_empty() {
            self.sold(first, first, &mut head, notes)?;
        }
        let row = |line, cells: Cells| TableRow { line, cells: cells.0, odd_quote: false };
        let odd_quote = first.odd_quote;
        let mut rows = vec![TableRow { odd_quote, ..row(first.line, head) }];
        for (variation, choices) in self.choices(&attributes, &mut axes, variations, notes)? {
            let stands_for_several = choices.len() > 1;
            for choice in choices {
                let mut cells = Cells::new();
                let mut told = Vec::new();
                self.sold(variation, first, &mut cells, &mut told)?;
                if stands_for_several {
                    cells.set(Known::Quantity, "");
                }
                for (number, (axis, value)) in (1_u8..).zip(axes.iter().zip(&choice)) {
                    cells.set(Known::OptionName(number), attributes[axis.at].name.clone());
                    cells.set(Known::OptionValue(number), value.clone());
                }
                for note in told {
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                }
                rows.push(TableRow { odd_quote: variation.odd_quote, ..row(variation.line, cells) });
            }
        }
        let others = attributes.iter().enumerate().filter(|(at, _)| !axes.iter().any(|axis| axis.at == *at));
        let mut details = BTreeMap::new();
        for (_, Attribute { name, values, .. }) in others.filter(|(_, attribute)| !attribute.values.is_empty()) {
            let value = html::plain_text(&values.join(", "))?.text;
            let key = address::of(name).as_str().replace('-', "_");
            details.entry(key).or_insert_with(|| json!({ "label": { "en": name }, "value": value }));
        }
        Ok(Made { rows, attributes: details })
    }

    /// The attributes that a row names, each once.
    fn attributes(&self, row: &TableRow) -> Vec<Attribute> {
        let (mut attributes, mut seen) = (Vec::new(), BTreeSet::new());
        for number in &self.columns.attributes {
            let name = self.columns.get(row, Column::AttributeName(*number));
            let known_by = name.to_lowercase();
            if !name.is_empty() && seen.insert(known_by.clone()) {
                let values = parts(self.columns.get(row, Column::AttributeValues(*number)));
                attributes.push(Attribute { name: name.to_owned(), known_by, values });
            }
        }
        attributes
    }

    /// The attributes by which variations differ. One that only variations name is added.
    fn axes(&self, attributes: &mut Vec<Attribute>, variations: &[&TableRow]) -> Result<Vec<Axis>, String> {
        let places = attributes.iter().enumerate().map(|(at, attribute)| (attribute.known_by.clone(), at));
        let mut places: HashMap<String, usize> = places.collect();
        let mut named = BTreeSet::new();
        for row in variations {
            for attribute in self.attributes(row) {
                let at = *places.entry(attribute.known_by.clone()).or_insert_with(|| {
                    attributes.push(Attribute { values: Vec::new(), ..attribute });
                    attributes.len() - 1
                });
                named.insert(at);
            }
            if named.len() > usize::from(MAX_OPTIONS) {
                return Err(format!("its variations differ in more than {MAX_OPTIONS} attributes"));
            }
        }
        let mut axes = Vec::new();
        for at in named {
            let Attribute { name, values, .. } = &attributes[at];
            if values.len() > MAX_VARIANTS {
                return Err(format!("its attribute “{}” has more than {MAX_VARIANTS} values", shown(name)));
            }
            let mut spellings = HashMap::new();
            for value in values {
                spellings.entry(value.to_lowercase()).or_insert_with(|| value.clone());
                spellings.entry(address::of(value).to_string()).or_insert_with(|| value.clone());
            }
            axes.push(Axis { at, values: values.clone(), spellings });
        }
        Ok(axes)
    }

    /// What each variation chooses. One that leaves an attribute open stands for all of its values that no other
    /// variation names.
    #[expect(clippy::type_complexity, reason = "a row with its choices, said once")]
    fn choices<'r>(
        &self,
        attributes: &[Attribute],
        axes: &mut [Axis],
        variations: &[&'r TableRow],
        notes: &mut Vec<Note>,
    ) -> Result<Vec<(&'r TableRow, Vec<Vec<String>>)>, String> {
        let mut chosen: Vec<(&TableRow, Vec<String>)> = Vec::new();
        for row in variations {
            if matches!(published(self.columns.get(row, Column::Published)).as_str(), word if status::truth(word) == Some(false))
            {
                notes.push(Note::new(row.line, Topic::LeftOut, "the variation is switched off"));
                continue;
            }
            let own = self.attributes(row);
            let value = |axis: &Axis| {
                let known_by = &attributes[axis.at].known_by;
                let said = own.iter().find(|one| one.known_by == *known_by).map(|one| one.values.join(", "));
                let said = said.unwrap_or_default();
                let known = axis.spellings.get(&said.to_lowercase());
                let known = known.or_else(|| axis.spellings.get(address::of(&said).as_str()));
                if said.is_empty() { said } else { known.cloned().unwrap_or(said) }
            };
            chosen.push((*row, axes.iter().map(value).collect()));
        }
        for (at, axis) in axes.iter_mut().enumerate() {
            let mut seen: BTreeSet<String> = axis.values.iter().cloned().collect();
            let others = chosen.iter().map(|(_, choice)| &choice[at]).filter(|value| !value.is_empty());
            axis.values.extend(others.filter(|value| seen.insert((*value).clone())).cloned());
        }
        let is_whole = |choice: &[String]| choice.iter().all(|value| !value.is_empty());
        let mut taken: BTreeSet<Vec<String>> =
            chosen.iter().filter(|(_, choice)| is_whole(choice)).map(|(_, choice)| choice.clone()).collect();
        let mut all = Vec::new();
        let mut count = 0;
        for (row, choice) in &chosen {
            let mut choices = vec![choice.clone()];
            for (at, axis) in axes.iter().enumerate().filter(|(at, _)| choice[*at].is_empty()) {
                let values = &axis.values;
                if values.is_empty() {
                    continue;
                }
                if choices.len().saturating_mul(values.len()) > MAX_VARIANTS {
                    return Err(format!("its variations stand for more than {MAX_VARIANTS} variants"));
                }
                let with = |choice: &Vec<String>, value: &String| {
                    let mut choice = choice.clone();
                    choice[at].clone_from(value);
                    choice
                };
                choices = choices.iter().flat_map(|one| values.iter().map(move |value| with(one, value))).collect();
            }
            if !is_whole(choice) {
                choices.retain(|choice| taken.insert(choice.clone()));
                let mut text = format!("it leaves an attribute open and was taken for {} variants", choices.len());
                if choices.len() > 1 && !self.columns.get(row, Column::Stock).is_empty() {
                    text.push_str("; its stock is that of none of them: count each");
                }
                notes.push(Note::new(row.line, Topic::Changed, text));
            }
            count += choices.len();
            if count > MAX_VARIANTS {
                return Err(format!("its variations stand for more than {MAX_VARIANTS} variants"));
            }
            all.push((*row, choices));
        }
        Ok(all)
    }

    /// What a row says of what is sold: the product's own where a variation leaves it open.
    fn sold(&self, row: &TableRow, first: &TableRow, cells: &mut Cells, notes: &mut Vec<Note>) -> Result<(), String> {
        let get = |column| self.columns.get(row, column);
        let own = |column| match get(column) {
            "" | "parent" => self.columns.get(first, column),
            said => said,
        };
        let mut note = |topic, text: String| notes.push(Note::new(row.line, topic, text));
        cells.set(Known::Variant, "1");
        cells.set(Known::Sku, get(Column::Sku));
        cells.set(Known::Barcode, get(Column::Gtin));
        let price = prices::of(
            get(Column::Regular),
            get(Column::Sale),
            get(Column::SaleFrom),
            get(Column::SaleUntil),
            self.now,
        )
        .map_err(|reason| if row.line == first.line { reason } else { format!("line {}: {reason}", row.line) })?;
        price.told.into_iter().for_each(|told| note(Topic::Price, told));
        cells.set(Known::Price, price.price);
        cells.set(Known::CompareAt, price.former);
        let weight = own(Column::Weight);
        match number::grams(weight, &self.columns.weight_unit, self.semicolons) {
            Some(grams) => cells.set(Known::Grams, grams.to_string()),
            None if weight.is_empty() => {}
            None => {
                let unit = shown(&self.columns.weight_unit);
                note(Topic::LeftOut, format!("weight “{}” in “{unit}” cannot be read", shown(weight)));
            }
        }
        let untaxed = matches!(own(Column::TaxStatus).to_lowercase().as_str(), "none" | "shipping");
        let class = own(Column::TaxClass).to_lowercase();
        let is = |words: &[&str]| words.iter().any(|word| class.contains(word));
        if untaxed || is(&["zero", "null"]) {
            cells.set(Known::Taxable, "false");
        } else if is(&["reduced", "reduziert", "ermäßigt", "ermaessigt", "ermassigt"]) {
            cells.set(Known::TaxClass, domain::checkout::TaxClass::Reduced.code());
        } else if !class.is_empty() && !is(&["standard"]) && class != "parent" {
            note(Topic::LeftOut, format!("tax class “{}” is not known: it has the standard one", shown(&class)));
        }
        self.stock(row, first, cells, &mut note);
        Ok(())
    }

    /// How many there are, and how they are counted.
    fn stock(&self, row: &TableRow, first: &TableRow, cells: &mut Cells, note: &mut impl FnMut(Topic, String)) {
        let get = |column| self.columns.get(row, column);
        let stock = get(Column::Stock);
        let in_stock = get(Column::InStock).to_lowercase();
        let backorders = matches!(get(Column::Backorders).to_lowercase().as_str(), "1" | "yes" | "notify" | "ja");
        let of_all = stock.eq_ignore_ascii_case("parent")
            || (stock.is_empty() && row.line != first.line && !self.columns.get(first, Column::Stock).is_empty());
        let (tracked, quantity, beyond) = match (stock, in_stock.as_str()) {
            _ if of_all => {
                let text = "it was counted together with the product's other variants: count each";
                note(Topic::Stock, text.to_owned());
                (true, "", backorders)
            }
            ("", "backorder" | "onbackorder") => (true, "0", true),
            ("", word) => match status::truth(word) {
                Some(true) => (false, "", false),
                Some(false) => (true, "0", false),
                None => (true, "", backorders),
            },
            (stock, _) => (true, stock, backorders),
        };
        cells.set(Known::Tracked, if tracked { "true" } else { "false" });
        cells.set(Known::Quantity, quantity);
        cells.set(Known::Backorder, if beyond { "continue" } else { "deny" });
    }
}
