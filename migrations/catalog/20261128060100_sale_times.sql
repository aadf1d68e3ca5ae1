-- contract: the check of the status is made anew with one status more, which takes nothing from anybody. A program of the
-- release before cannot list a product that is scheduled: schedule none until a roll-out is through.
alter table catalog.products drop constraint products_status_check;

alter table catalog.products
    add constraint products_status_check check (status in ('draft', 'scheduled', 'active', 'archived')) not valid;

-- When a product goes on sale, and when it leaves it; none where nothing is planned.
alter table catalog.products add column on_sale_from timestamptz, add column on_sale_until timestamptz;
