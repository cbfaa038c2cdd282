//! Sending a file that was chosen in a field.

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// No file is chosen.
    Nothing,
    /// The server could not be reached.
    Unreachable,
    /// Its answer: the status and the text.
    Answer(u16, String),
}

/// Posts the file chosen in the field with the id `input` to an address of this server.
pub async fn send_file(input: &'static str, address: &'static str) -> Sent {
    #[cfg(feature = "hydrate")]
    {
        match send::file_of(input) {
            None => Sent::Nothing,
            Some(file) => send::post(&file, address)
                .await
                .map_or(Sent::Unreachable, |(status, text)| {
                    Sent::Answer(status, text)
                }),
        }
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (input, address);
        Sent::Nothing
    }
}

#[cfg(feature = "hydrate")]
mod send {
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{File, HtmlInputElement, RequestInit, Response};

    pub(super) fn file_of(input: &str) -> Option<File> {
        let element = web_sys::window()?.document()?.get_element_by_id(input)?;
        element.dyn_into::<HtmlInputElement>().ok()?.files()?.get(0)
    }

    pub(super) async fn post(file: &File, address: &str) -> Result<(u16, String), JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_body(file);
        let answer = JsFuture::from(window.fetch_with_str_and_init(address, &request)).await?;
        let answer: Response = answer.dyn_into()?;
        let text = JsFuture::from(answer.text()?).await?;
        Ok((answer.status(), text.as_string().unwrap_or_default()))
    }
}
