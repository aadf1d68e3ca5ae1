//! What a merchant has looked at before the shop opens.

use serde::{Deserialize, Serialize};

use crate::endpoint;

/// A step of setting the shop up that is right as it is until somebody changes it: so somebody has to say that they have
/// looked at it. The others can be seen to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SetupStep {
    /// Where the shop sells.
    Markets,
    /// Where it sends to, and for how much.
    Delivery,
    /// What tax is on it.
    Taxes,
    /// How it is paid.
    Payments,
    /// What stands on the home page.
    Home,
    /// All steps, those too that can be seen to be done: from then on nobody is led back to them.
    Finished,
}

impl SetupStep {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Markets, Self::Delivery, Self::Taxes, Self::Payments, Self::Home, Self::Finished];

    /// Its word on the wire and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Markets => "markets",
            Self::Delivery => "delivery",
            Self::Taxes => "taxes",
            Self::Payments => "payments",
            Self::Home => "home",
            Self::Finished => "finished",
        }
    }

    /// The step of this word.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// What somebody has looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Setup {
    /// The steps.
    pub confirmed: Vec<SetupStep>,
}

/// What somebody has looked at before the shop opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetSetup {}

endpoint!(GetSetup: GET "/v1/admin/setup", Staff(SettingsWrite), "Which steps of setting the shop up somebody has looked at." => Setup);

/// Says that a step is right as it is. Saying it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateSetupConfirmation {
    /// The step.
    pub step: SetupStep,
}

endpoint!(CreateSetupConfirmation: POST "/v1/admin/setup/confirmations", Staff(SettingsWrite), "Says that a step of setting the shop up is right as it is." => Setup);
