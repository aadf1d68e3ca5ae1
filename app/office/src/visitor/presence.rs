//! Two people who have the same thing open hear of each other.

use maud::{Markup, html};
use origin_platform::presence;

use super::Visitor;

impl Visitor {
    /// Notes that this visitor has `thing` open, such as `product 0193…`, and says who else had it lately; none if nobody.
    pub async fn others(&self, thing: &str) -> Option<Markup> {
        let account = &self.session.account;
        let id = account.id.to_string();
        let names = presence::others(&self.office.stores, thing, &id, &account.name).await;
        let said = words::office(self.locale).also_open(&names.join(", "));
        (!names.is_empty()).then(|| html! { p.soft role="status" { (said) } })
    }
}
