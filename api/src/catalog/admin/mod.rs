//! The catalogue as the merchant's staff see and change it. Every change of a thing says by `If-Match` which version of
//! it was read, and is recorded with the name of the key that made it.

mod addresses;
mod attributes;
mod bulk;
mod collections;
mod export;
mod history;
mod import_columns;
mod import_files;
mod imports;
mod prices;
mod product_types;
mod products;
mod rules;
mod views;

pub use addresses::{CreateProductAddress, DeleteProductAddress, MAX_PRODUCT_ADDRESSES};
pub use attributes::{AdminAttribute, ListAttributes, UpdateAttribute};
pub use bulk::{
    BULK_PERCENT, BulkChange, BulkEdit, BulkProgress, BulkRejection, CreateBulkEdit, GetBulkEdit, ListBulkEdits,
    MAX_BULK_PRODUCTS, MAX_CHOSEN_PRODUCTS, UpdateBulkEdit,
};
pub use collections::{
    AdminCollection, CollectionProduct, CollectionProductList, CreateCollection, DeleteCollection,
    ListAdminCollections, ListCollectionProducts, UpdateCollection, UpdateCollectionOrder, UpdateCollectionProducts,
};
pub use export::{CatalogExport, ExportCatalog};
pub use history::ListProductHistory;
pub use import_columns::{
    ImportColumn, ImportColumnMeaning, ImportColumns, MAX_IMPORT_COLUMNS, UpdateImportColumns, check_import_columns,
};
pub use import_files::{
    AddImportFilePart, CreateImport, CreateImportFile, DeleteImportFile, GetImportFile, ImportCounts, ImportFileState,
    ImportFileView, ImportOutcome, ImportReport, ImportRow, ListImportFiles, MAX_IMPORT_FILE, MAX_IMPORT_ROWS,
};
pub use imports::{ImportLeft, ImportState, ImportView, ListImportLeft, ListImports};
pub use prices::{ListPriceChanges, PriceChange};
pub use product_types::{
    AdminProductType, CreateProductType, DeleteProductType, GetProductType, ListProductTypeGaps, ListProductTypes,
    ProductGaps, ProductTypeGaps, UpdateProductType,
};
pub use products::{
    AdminProductList, AdminProductSummary, AdminProductView, CreateProduct, CreateProductUndo, DeleteProduct,
    GetAdminProduct, ListAdminProducts, ProductChange, ProductInput, ProductSaved, ProductVersion, UpdateProduct,
    UpdateProducts,
};
pub use rules::{
    CollectionRulePreview, CreateCollectionRulePreview, MAX_RULE_PREVIEW, RuledProduct, UpdateCollectionRule,
};
pub use views::{CreateProductView, DeleteProductView, ListProductViews, MAX_PRODUCT_VIEWS, ProductView};
