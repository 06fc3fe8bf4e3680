use std::fmt::{self, Debug, Display, Formatter};

use aws_sdk_bedrockruntime::types::error::{ConverseStreamOutputError, InvokeModelWithBidirectionalStreamOutputError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::event_stream::RawMessage;
use serde_json::{Value, json};

/// How something failed: with AWS's code and words, and the status of the answer they came in, where it was AWS that failed it.
#[derive(Debug)]
pub struct Failed {
    code: Option<String>,
    status: Option<u16>,
    message: String,
}

impl Failed {
    pub fn new(message: impl Into<String>) -> Self {
        Self { code: None, status: None, message: message.into() }
    }

    fn of_aws<E: std::error::Error + ProvideErrorMetadata + 'static, R: Debug + 'static>(
        error: &SdkError<E, R>,
        status: Option<u16>,
    ) -> Self {
        let message = error.message().map_or_else(|| DisplayErrorContext(error).to_string(), String::from);
        Self { code: error.code().map(String::from), status, message }
    }

    pub fn told(&self) -> Value {
        let mut told = json!({ "type": self.code.as_deref().unwrap_or("Error"), "message": self.message });
        if let Some(status) = self.status {
            told["status"] = json!(status);
        }
        told
    }
}

impl Display for Failed {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        write!(to, "{:?} {:?} {}", self.code, self.status, self.message)
    }
}

impl std::error::Error for Failed {}

impl<E: std::error::Error + ProvideErrorMetadata + 'static> From<SdkError<E, HttpResponse>> for Failed {
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let status = error.raw_response().map(|response| response.status().as_u16());
        Self::of_aws(&error, status)
    }
}

/// Of a stream that breaks off, whose exceptions have neither a status nor, unlike others, a code: they are told by their type.
impl From<SdkError<ConverseStreamOutputError, RawMessage>> for Failed {
    fn from(error: SdkError<ConverseStreamOutputError, RawMessage>) -> Self {
        let mut failed = Self::of_aws(&error, None);
        if let Some(ConverseStreamOutputError::ModelStreamErrorException(_)) = error.as_service_error() {
            failed.code = Some("ModelStreamErrorException".into());
        }
        failed
    }
}

impl From<SdkError<InvokeModelWithBidirectionalStreamOutputError, RawMessage>> for Failed {
    fn from(error: SdkError<InvokeModelWithBidirectionalStreamOutputError, RawMessage>) -> Self {
        Self::of_aws(&error, None)
    }
}

impl From<aws_smithy_types::error::operation::BuildError> for Failed {
    fn from(error: aws_smithy_types::error::operation::BuildError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<serde_json::Error> for Failed {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}
