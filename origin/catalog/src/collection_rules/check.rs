//! What a rule may ask.

use api::catalog::{CollectionRule, MAX_RULE_CONDITIONS, MAX_RULE_DAYS, MAX_RULE_TEXT, RuleCondition};

use crate::prices::MAX_AMOUNT;

/// Why a rule cannot be kept, with the field to mend before it.
pub(crate) fn check(rule: &CollectionRule) -> Result<(), (String, String)> {
    if rule.conditions.len() > MAX_RULE_CONDITIONS {
        return Err(("rule.conditions".to_owned(), format!("Give at most {MAX_RULE_CONDITIONS} conditions.")));
    }
    for (index, condition) in rule.conditions.iter().enumerate() {
        let wrong = |field: &str, detail: String| (format!("rule.conditions[{index}].{field}"), detail);
        let said = |field: &str, text: &str| match text.trim().is_empty() || text.chars().count() > MAX_RULE_TEXT {
            true => Err(wrong(field, format!("Write 1 to {MAX_RULE_TEXT} characters."))),
            false => Ok(()),
        };
        match condition {
            RuleCondition::Brand { text } | RuleCondition::Title { text } => said("text", text)?,
            RuleCondition::Attribute { key, text } => {
                said("key", key)?;
                said("text", text)?;
            }
            RuleCondition::PriceFrom { amount_minor, .. } | RuleCondition::PriceTo { amount_minor, .. } => {
                if !(0..=MAX_AMOUNT).contains(amount_minor) {
                    let detail = format!("Give an amount of 0 to {MAX_AMOUNT} minor units.");
                    return Err(wrong("amount_minor", detail));
                }
            }
            RuleCondition::Reduced => {}
            RuleCondition::ReleasedWithin { days } => {
                if *days > MAX_RULE_DAYS {
                    return Err(wrong("days", format!("Give 0 to {MAX_RULE_DAYS} days.")));
                }
            }
        }
    }
    Ok(())
}
