//! Sends a file chosen in a field, and calls addresses that return no page.

/// The outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// No file is chosen.
    Nothing,
    /// The server could not be reached.
    Unreachable,
    /// The server's answer: its status and text.
    Answer(u16, String),
}

/// Posts the file chosen in the field with the id `input`, and its name, to an address of this
/// server.
pub async fn send_file(input: &str, address: &str) -> Sent {
    #[cfg(feature = "hydrate")]
    {
        match send::file_of(input) {
            None => Sent::Nothing,
            Some(file) => send::ask("POST", address, Some(&file)).await,
        }
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (input, address);
        Sent::Nothing
    }
}

/// Calls an address of this server with a method and no body.
pub async fn ask(method: &str, address: &str) -> Sent {
    #[cfg(feature = "hydrate")]
    {
        send::ask(method, address, None).await
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (method, address);
        Sent::Nothing
    }
}

#[cfg(feature = "hydrate")]
mod send {
    use super::Sent;
    use crate::address::escape;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{File, Headers, HtmlInputElement, RequestInit, Response};

    pub(super) fn file_of(input: &str) -> Option<File> {
        let element = web_sys::window()?.document()?.get_element_by_id(input)?;
        element.dyn_into::<HtmlInputElement>().ok()?.files()?.get(0)
    }

    pub(super) async fn ask(method: &str, address: &str, file: Option<&File>) -> Sent {
        match fetch(method, address, file).await {
            Ok((status, text)) => Sent::Answer(status, text),
            Err(_) => Sent::Unreachable,
        }
    }

    async fn fetch(
        method: &str,
        address: &str,
        file: Option<&File>,
    ) -> Result<(u16, String), JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let request = RequestInit::new();
        request.set_method(method);
        if let Some(file) = file {
            let headers = Headers::new()?;
            headers.set("x-file-name", &escape(&file.name()))?;
            request.set_headers(&headers);
            request.set_body(file);
        }
        let answer = JsFuture::from(window.fetch_with_str_and_init(address, &request)).await?;
        let answer: Response = answer.dyn_into()?;
        let text = JsFuture::from(answer.text()?).await?;
        Ok((answer.status(), text.as_string().unwrap_or_default()))
    }
}
