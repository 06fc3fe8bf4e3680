use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::primitives::Blob;
use aws_sdk_bedrockruntime::primitives::event_stream::EventStreamSender;
use aws_sdk_bedrockruntime::types::{
    BidirectionalInputPayloadPart, InvokeModelWithBidirectionalStreamInput as Input,
    InvokeModelWithBidirectionalStreamOutput as Output,
};
use futures_util::stream::poll_fn;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::failed::Failed;
use crate::{Case, Outcome};

fn say(events: &Value, to: &UnboundedSender<Input>) -> Result<(), Failed> {
    for event in events.as_array().into_iter().flatten() {
        let part = BidirectionalInputPayloadPart::builder().bytes(Blob::new(event.to_string())).build();
        to.send(Input::Chunk(part)).map_err(|_| Failed::new("nobody reads what is said"))?;
    }
    Ok(())
}

/// Holds a spoken conversation: OUTCROP_TEST_SPEECH has the events of a question, and those that end it after its answer.
pub async fn hold(client: &Client, case: &Case) -> Outcome {
    let script = std::env::var("OUTCROP_TEST_SPEECH").map_err(|error| Failed::new(error.to_string()))?;
    let script: Value = serde_json::from_str(&script)?;
    let (to, mut said) = unbounded_channel();
    say(&script["question"], &to)?;
    let mut to = Some(to);
    let body = EventStreamSender::from(poll_fn(move |context| said.poll_recv(context).map(|event| event.map(Ok))));
    let call = client.invoke_model_with_bidirectional_stream().model_id(&case.model_id).body(body);
    let mut stream = call.send().await?.body;
    let mut heard = Vec::new();
    while let Some(output) = stream.recv().await? {
        let Output::Chunk(chunk) = output else { continue };
        let bytes = chunk.bytes().map(AsRef::as_ref).unwrap_or_default();
        let event: Value = serde_json::from_slice(bytes)?;
        let end = &event["event"]["contentEnd"];
        if end["type"] == "TEXT" && end["stopReason"] == "END_TURN" {
            if let Some(to) = to.take() {
                say(&script["end"], &to)?;
            }
        }
        heard.push(event);
    }
    Ok(json!({ "events": heard }))
}
