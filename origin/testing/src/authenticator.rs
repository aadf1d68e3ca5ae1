//! A device with a passkey, as far as tests need one: it signs with ES256, counts, and lies where it is told to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Where shoppers find the shop, in tests.
const SHOP: &str = "https://shop.example";

/// Somebody is there, and it is the owner; the latter bit is left out where nobody was asked.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
/// A key comes along.
const ATTESTED: u8 = 0x40;

/// A device.
pub struct Device {
    key: SigningKey,
    id: [u8; 16],
    /// What it was told to call the account.
    pub handle: String,
    /// How often it has signed, as it says; it says nothing else by itself.
    pub counter: u32,
    /// For whom it signs.
    pub host: String,
    /// Where the browser says that it was asked.
    pub origin: String,
    /// Whether it asks for its owner.
    pub asks_owner: bool,
}

impl Device {
    /// A device of its own for each number but zero.
    pub fn new(number: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).expect("a key"),
            id: [number; 16],
            handle: String::new(),
            counter: 0,
            host: "shop.example".to_owned(),
            origin: SHOP.to_owned(),
            asks_owner: true,
        }
    }

    /// Makes a passkey, and says so as a browser does.
    pub fn make(&mut self, options: &str) -> String {
        let options = read(options);
        self.handle = text(&options["user"]["id"]);
        let mut data = self.data(ATTESTED);
        // No make of device is told.
        data.extend([0; 16]);
        data.extend(16_u16.to_be_bytes());
        data.extend(self.id);
        data.extend(self.cose());
        let length = u8::try_from(data.len()).expect("a short one");
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(length);
        object.extend(data);
        let client = self.client("webauthn.create", &options);
        self.credential(json!({ "clientDataJSON": coded(&client), "attestationObject": coded(&object) }))
    }

    /// Signs in.
    pub fn sign(&self, options: &str) -> String {
        let options = read(options);
        let data = self.data(0);
        let client = self.client("webauthn.get", &options);
        let mut signed = data.clone();
        signed.extend_from_slice(&Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        self.credential(json!({
            "clientDataJSON": coded(&client), "authenticatorData": coded(&data),
            "signature": coded(signature.to_der().as_bytes()), "userHandle": self.handle,
        }))
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.host.as_bytes()).to_vec();
        data.push(flags | PRESENT | if self.asks_owner { VERIFIED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// The public key (RFC 9052, of ES256).
    fn cose(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_encoded_point(false);
        let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        key.extend_from_slice(point.x().expect("a point"));
        key.extend(b"\x22\x58\x20");
        key.extend_from_slice(point.y().expect("a point"));
        key
    }

    fn client(&self, what: &str, options: &Value) -> Vec<u8> {
        let challenge = text(&options["challenge"]);
        json!({ "type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn credential(&self, response: Value) -> String {
        let id = coded(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": {}, "response": response,
        })
        .to_string()
    }
}

fn read(options: &str) -> Value {
    serde_json::from_str(options).expect("JSON")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn coded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
