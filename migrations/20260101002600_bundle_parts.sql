-- Whether any of these is part of a bundle, or is one. A function of its own looks when it is called: a statement
-- that waited for a lock would otherwise look as it was before that.
create function orders.is_shared(skus text[]) returns boolean language plpgsql as $$
begin
    return exists (select from orders.bundle_components where sku = any(skus))
        or exists (select from orders.bundle_components where bundle = any(skus));
end
$$;
