//! The button that has a browser told of something even while no page of the shop is open. A script brings it to life
//! (`app/browser/push.js`); without one it is not to be seen.

use domain::OrderId;

use crate::context::RequestContext;
use crate::ui::html::Html;

/// Writes the button for what becomes of an order.
pub fn of_order(html: &mut Html, request: &RequestContext, order: OrderId) {
    let words = words::push(request.market.locale());
    let order = order.to_string();
    button(html, request, Some(&order), [words.of_order(), words.of_order_more(), words.of_order_on()]);
}

/// Writes the button for the variant that is chosen in the buy box of the page, while it is sold out.
pub fn of_variant(html: &mut Html, request: &RequestContext) {
    let words = words::push(request.market.locale());
    button(html, request, None, [words.of_variant(), words.of_variant_more(), words.of_variant_on()]);
}

/// Nothing where no service worker is there to show a message.
fn button(html: &mut Html, request: &RequestContext, order: Option<&str>, [title, about, on]: [&str; 3]) {
    let (assets, market) = (&request.site.assets, request.market);
    if assets.service_worker.is_empty() {
        return;
    }
    let words = words::push(market.locale());
    html.html("<section id=\"push\" hidden aria-labelledby=\"push-title\" class=\"push\" data-module=\"");
    html.value(&assets.script("push")).html("\" data-market=\"").html(market.code()).html("\"");
    html.attribute("data-order", order).attribute("data-about", Some(about)).attribute("data-on", Some(on));
    html.attribute("data-tell", Some(words.tell())).attribute("data-stop", Some(words.stop()));
    html.attribute("data-denied", Some(words.denied())).attribute("data-failed", Some(words.failed()));
    html.html("><h2 id=\"push-title\">").text(title).html("</h2><p role=\"status\" class=\"hint\">").text(about);
    html.html("</p><p><button type=\"button\" class=\"button button-quiet\">").text(words.tell());
    html.html("</button></p></section>");
}
