//! How the API answers (spec §8.1): JSON, and errors with a code, a sentence and a status.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::engine::OrderFault;

/// A request that is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    status: StatusCode,
    code: u32,
    message: String,
}

impl Refused {
    pub(super) fn unknown(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: 20404, message: message.into() }
    }

    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: 20001, message: message.into() }
    }

    pub(super) fn too_large(most: usize) -> Self {
        let message = format!("the body is larger than {most} bytes");
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, ..Self::bad(message) }
    }

    /// The loop does not answer.
    pub(super) fn busy() -> Self {
        let (status, message) = (StatusCode::SERVICE_UNAVAILABLE, "the engine does not answer".to_owned());
        Self { status, code: 20503, message }
    }
}

impl From<OrderFault> for Refused {
    fn from(fault: OrderFault) -> Self {
        let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, code: fault.code(), message: fault.to_string() }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self { status, code, message } = self;
        let more_info = format!("https://www.twilio.com/docs/api/errors/{code}");
        say(status, &json!({ "code": code, "message": message, "more_info": more_info, "status": status.as_u16() }))
    }
}

/// Who asks is not known.
pub(super) fn stranger() -> Response {
    let message = "account SID and auth token are needed".to_owned();
    let mut response = Refused { status: StatusCode::UNAUTHORIZED, code: 20003, message }.into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, super::CHALLENGE);
    response
}

/// The method has no meaning there.
pub(super) async fn no_method() -> Refused {
    let message = "this method is not allowed here".to_owned();
    Refused { status: StatusCode::METHOD_NOT_ALLOWED, code: 20004, message }
}

/// A value, as JSON.
pub(super) fn say(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
