-- The collection that the filter of an edit named.
alter table catalog.bulk_edits add column collection text;
