//! The address book: where a shopper's parcels and invoices go.

use api::accounts::{
    CreateSavedAddress, DeleteSavedAddress, ListSavedAddresses, MAX_ADDRESSES, SavedAddress, UpdateSavedAddress,
};
use api::orders::AddressFields;
use api::problem::{Code, Problem};
use domain::CustomerId;
use domain::checkout::{Address, AddressError};
use origin_platform::{Call, ServiceError, Stores};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;

use crate::customer::{self, gone};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    address: Json<AddressFields>,
    is_delivery: bool,
    is_billing: bool,
}

impl From<Row> for SavedAddress {
    fn from(Row { id, address: Json(address), is_delivery, is_billing }: Row) -> Self {
        Self { id, address, is_delivery, is_billing }
    }
}

/// Lists the caller's addresses.
#[tracing::instrument(name = "accounts.list_saved_addresses", skip_all)]
pub(crate) async fn list_saved_addresses(
    stores: Stores,
    call: Call<ListSavedAddresses>,
) -> Result<Vec<SavedAddress>, ServiceError> {
    Ok(of_customer(&stores.db, call.shopper()?).await?)
}

/// Keeps an address, unless the book has it: then that one is what parcels or invoices go to, if that was asked for.
#[tracing::instrument(name = "accounts.create_saved_address", skip_all)]
pub(crate) async fn create_saved_address(
    stores: Stores,
    call: Call<CreateSavedAddress>,
) -> Result<SavedAddress, ServiceError> {
    let customer = call.shopper()?;
    let CreateSavedAddress { address, is_delivery, is_billing } = call.endpoint.clone();
    let address = checked(address)?;
    let mut tx = call.begin(&stores.db).await?;
    // Locked, so that of many at once each sees how many there are.
    customer::lock(&mut tx, customer).await?.ok_or_else(gone)?;
    let kept = of_customer(&mut *tx, customer).await?;
    let same = kept.iter().find(|one| one.address == address);
    if same.is_none() && kept.len() >= MAX_ADDRESSES {
        let detail = format!("An address book holds {MAX_ADDRESSES} addresses. Please remove one first.");
        return Err(Problem::new(Code::AddressBookFull, detail).into());
    }
    let saved = SavedAddress {
        id: same.map_or_else(Uuid::now_v7, |same| same.id),
        address,
        is_delivery: is_delivery || kept.is_empty() || same.is_some_and(|same| same.is_delivery),
        is_billing: is_billing || same.is_some_and(|same| same.is_billing),
    };
    write(&mut tx, customer, &saved).await?;
    call.commit(tx, saved).await
}

/// Changes one of the caller's addresses; of those that are none of theirs there is none.
#[tracing::instrument(name = "accounts.update_saved_address", skip_all)]
pub(crate) async fn update_saved_address(
    stores: Stores,
    call: Call<UpdateSavedAddress>,
) -> Result<SavedAddress, ServiceError> {
    let customer = call.shopper()?;
    let UpdateSavedAddress { id, address, is_delivery, is_billing } = call.endpoint.clone();
    let saved = SavedAddress { id, address: checked(address)?, is_delivery, is_billing };
    let mut tx = call.begin(&stores.db).await?;
    customer::lock(&mut tx, customer).await?.ok_or_else(gone)?;
    if !of_customer(&mut *tx, customer).await?.iter().any(|kept| kept.id == id) {
        return Err(Problem::new(Code::NotFound, "There is no such address in your address book.").into());
    }
    write(&mut tx, customer, &saved).await?;
    call.commit(tx, saved).await
}

/// Removes one of the caller's addresses.
#[tracing::instrument(name = "accounts.delete_saved_address", skip_all)]
pub(crate) async fn delete_saved_address(stores: Stores, call: Call<DeleteSavedAddress>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("delete from accounts.addresses where id = $1 and customer_id = $2")
        .bind(call.endpoint.id)
        .bind(customer.0)
        .execute(&mut *tx)
        .await?;
    call.commit(tx, ()).await
}

/// The addresses of an account, in the order in which they are shown.
pub(crate) async fn of_customer(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<Vec<SavedAddress>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, address, is_delivery, is_billing from accounts.addresses where customer_id = $1
         order by is_delivery desc, is_billing desc, created_at, id",
    )
    .bind(customer.0)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(SavedAddress::from).collect())
}

/// Forgets the whole book: whoever takes over an account that somebody opened under their address must not send parcels
/// to that somebody.
pub(crate) async fn forget(tx: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query("delete from accounts.addresses where customer_id = $1").bind(customer.0).execute(tx).await.map(drop)
}

/// Writes an address, new or not; the others are no longer what it is now.
async fn write(tx: &mut PgConnection, customer: CustomerId, saved: &SavedAddress) -> sqlx::Result<()> {
    // A statement of its own: the indexes see each row as it is written.
    sqlx::query(
        "update accounts.addresses set is_delivery = is_delivery and not $3, is_billing = is_billing and not $4
         where customer_id = $1 and id <> $2 and (is_delivery and $3 or is_billing and $4)",
    )
    .bind(customer.0)
    .bind(saved.id)
    .bind(saved.is_delivery)
    .bind(saved.is_billing)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into accounts.addresses as kept (id, customer_id, address, is_delivery, is_billing)
         values ($1, $2, $3, $4, $5)
         on conflict (id) do update set address = $3, is_delivery = $4, is_billing = $5
         where kept.customer_id = $2",
    )
    .bind(saved.id)
    .bind(customer.0)
    .bind(Json(&saved.address))
    .bind(saved.is_delivery)
    .bind(saved.is_billing)
    .execute(tx)
    .await
    .map(drop)
}

fn checked(address: AddressFields) -> Result<AddressFields, Problem> {
    let fault = |fault: AddressError| Problem::field(format!("address.{}", fault.field), fault.message);
    Address::from(address).checked().map(AddressFields::from).map_err(fault)
}

#[cfg(test)]
mod tests {
    use api::accounts::CreateConsent;
    use domain::Market;
    use domain::accounts::ConsentPurpose;
    use domain::checkout::Country;

    use super::*;
    use crate::testing::{Scene, code};

    fn street(street: &str) -> CreateSavedAddress {
        let address = AddressFields {
            name: " Ada  Lovelace ".into(),
            street: street.into(),
            extra: String::new(),
            postal_code: "D-10115".into(),
            city: "Berlin".into(),
            region: String::new(),
            country: Country::De,
        };
        CreateSavedAddress { address, is_delivery: false, is_billing: false }
    }

    #[tokio::test]
    async fn addresses_are_kept_once_and_one_of_them_is_where_parcels_go() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let own = Some(ada.token.as_str());
        let first = scene.call(&street("Kai 1"), own).await.expect("kept");
        assert_eq!((first.address.postal_code.as_str(), first.is_delivery, first.is_billing), ("10115", true, false));
        let second = CreateSavedAddress { is_delivery: true, is_billing: true, ..street("Kai 2") };
        let second = scene.call(&second, own).await.expect("kept");
        let same = scene.call(&street("Kai 1"), own).await.expect("known");
        assert_eq!((same.id, same.is_delivery), (first.id, false));
        let listed = scene.call(&ListSavedAddresses {}, own).await.expect("listed");
        assert_eq!((listed[0].id, listed.iter().filter(|one| one.is_delivery).count()), (second.id, 1));
        let moved =
            UpdateSavedAddress { id: first.id, address: street("Kai 3").address, is_delivery: true, is_billing: false };
        let moved = scene.call(&moved, own).await.expect("changed");
        let listed = scene.call(&ListSavedAddresses {}, own).await.expect("listed");
        assert_eq!(listed[0], moved);
        assert!(listed.iter().any(|one| one.id == second.id && !one.is_delivery && one.is_billing), "{listed:?}");
        for _ in 0..2 {
            scene.call(&DeleteSavedAddress { id: second.id }, own).await.expect("gone");
        }
        assert!(scene.call(&ListSavedAddresses {}, own).await.expect("listed").iter().all(|one| one.id != second.id));
        let bad =
            CreateSavedAddress { address: AddressFields { city: " ".into(), ..street("Kai 1").address }, ..street("") };
        let refused = scene.call(&bad, own).await.expect_err("no town");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("address.city")));
    }

    #[tokio::test]
    async fn nobody_sees_changes_or_removes_another_s_address_and_a_book_has_an_end() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        let (ada, bob) = (Some(ada.token.as_str()), Some(bob.token.as_str()));
        let kept = scene.call(&street("Kai 1"), ada).await.expect("kept");
        let steal =
            UpdateSavedAddress { id: kept.id, address: street("Kai 2").address, is_delivery: true, is_billing: true };
        assert_eq!(code(scene.call(&steal, bob).await), Code::NotFound);
        scene.call(&DeleteSavedAddress { id: kept.id }, bob).await.expect("there is none");
        assert_eq!(scene.call(&ListSavedAddresses {}, bob).await.expect("listed"), []);
        assert_eq!(scene.call(&ListSavedAddresses {}, ada).await.expect("listed"), std::slice::from_ref(&kept));
        assert_eq!(code(scene.call(&ListSavedAddresses {}, None).await), Code::Unauthenticated);
        for number in 2..=MAX_ADDRESSES {
            scene.call(&street(&format!("Kai {number}")), ada).await.expect("there is room");
        }
        assert_eq!(code(scene.call(&street("Kai 99"), ada).await), Code::AddressBookFull);
        scene.call(&street("Kai 1"), ada).await.expect("the book has it");
    }

    /// Somebody opens an account under another's address and fills its book, to have the owner's parcels one day.
    #[tokio::test]
    async fn whoever_takes_an_account_over_takes_neither_its_addresses_nor_what_was_agreed_to() {
        let scene = Scene::new().await;
        let eve = scene.register_unconfirmed("ada@example.com", "correct horse").await;
        scene.call(&street("Eve's lane 1"), Some(&eve.token)).await.expect("kept");
        let newsletter = ConsentPurpose::Newsletter;
        let agree = CreateConsent { purpose: newsletter, text_version: newsletter.text_version(), market: Market::De };
        assert_eq!(
            code(scene.call(&agree, Some(&eve.token)).await),
            Code::InvalidField,
            "the address is not confirmed"
        );
        let (request, mail) = scene.ask_for_code("ada@example.com").await;
        let mail = mail.expect("due");
        let ada = scene.enter("ada@example.com", &mail.code, Some(request), None).await.expect("right");
        assert!(ada.choose_password);
        assert_eq!(scene.call(&ListSavedAddresses {}, Some(&ada.token)).await.expect("listed"), []);
    }

    #[tokio::test]
    async fn a_deleted_account_leaves_neither_addresses_nor_consents() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let own = Some(ada.token.as_str());
        scene.call(&street("Kai 1"), own).await.expect("kept");
        scene.execute("update accounts.customers set email_verified_at = now()").await;
        let newsletter = ConsentPurpose::Newsletter;
        let agree = CreateConsent { purpose: newsletter, text_version: newsletter.text_version(), market: Market::De };
        scene.call(&agree, own).await.expect("agreed");
        let left = "select (select count(*) from accounts.addresses) + (select count(*) from accounts.consents)";
        assert_eq!(scene.count(left).await, 2);
        scene.call(&api::accounts::DeleteCustomer {}, own).await.expect("just logged in");
        assert_eq!(scene.count(left).await, 0);
    }
}
