//! JSON between browser and server functions: as `server_fn`'s own, but what is no UTF-8 is refused.

use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post};
use serde::{
    Serialize,
    de::{DeserializeOwned, Error},
};
use server_fn::Bytes;

/// `application/json`
pub struct JsonText;

/// For `input` and `output` of `#[server]`.
pub type Json = Post<JsonText>;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        // Nothing is mended in passing: a character that cannot be read is a refusal, not another character.
        serde_json::from_str(std::str::from_utf8(&bytes).map_err(Error::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf_8_is_refused_and_never_replaced() {
        let read = |bytes: &'static [u8]| JsonText::decode(Bytes::from_static(bytes)).ok();
        assert_eq!(read("\"𠮷\"".as_bytes()), Some("𠮷".to_owned()));
        assert_eq!(read(b"\"\xff\""), None);
    }
}
