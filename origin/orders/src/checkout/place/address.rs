//! An address of the order.

use api::orders::AddressFields;
use api::problem::Problem;
use domain::checkout::Address;

/// The address in good order, or a problem that names its first bad field below `field`.
pub(super) fn checked(address: &AddressFields, field: &str) -> Result<AddressFields, Problem> {
    let checked = Address::from(address.clone()).checked();
    checked.map(Into::into).map_err(|fault| Problem::field(format!("{field}.{}", fault.field), fault.message))
}
