//! Does the cases on standard input one after the other, and reports each at the end of the file that OUTCROP_TEST_REPORTS names, as
//! frameworks/case.ts says, with the AWS SDK for Rust.

mod document;
mod failed;
mod profile;
mod speech;
mod talk;

use std::fs::OpenOptions;
use std::io::Write;

use aws_config::{BehaviorVersion, Region};
use serde::Deserialize;
use serde_json::{Value, json};

use failed::Failed;
use talk::Talker;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    behaviour: String,
    model_id: String,
    base_model: String,
    prompt: String,
    texts: Vec<String>,
}

/// What came of a case, as JSON.
pub type Outcome = Result<Value, Failed>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The environment tells the clients where to go.
    let config = aws_config::defaults(BehaviorVersion::latest()).region(Region::from_static("us-east-1")).load().await;
    let control = aws_sdk_bedrock::Client::new(&config);
    let talker = Talker::new(aws_sdk_bedrockruntime::Client::new(&config))?;

    let cases: Vec<Case> = serde_json::from_reader(std::io::stdin())?;
    let mut reports = OpenOptions::new().append(true).open(std::env::var("OUTCROP_TEST_REPORTS")?)?;
    for case in &cases {
        let report = match behave(&control, &talker, case).await {
            Ok(outcome) => json!({ "outcome": outcome }),
            Err(failed) => json!({ "error": failed.to_string() }),
        };
        writeln!(reports, "{report}")?;
    }
    Ok(())
}

async fn behave(control: &aws_sdk_bedrock::Client, talker: &Talker, case: &Case) -> Outcome {
    match case.behaviour.as_str() {
        "profile life cycle" => profile::life(control, case).await,
        "unknown operation" => {
            let asked = control.list_provisioned_model_throughputs().send().await;
            or_failure(asked.map(|_| json!({})).map_err(Failed::from))
        }
        "chat" => talker.chat(case).await,
        "throttled, then retried" | "throttled for good" | "denied by an SCP" => or_failure(talker.chat(case).await),
        "stream" => talker.stream(case, &mut Vec::new()).await,
        "exception in mid-stream" => {
            let mut pieces = Vec::new();
            let mut outcome = or_failure(talker.stream(case, &mut pieces).await)?;
            outcome["pieces"] = json!(pieces);
            Ok(outcome)
        }
        "tools" => talker.agent(case, false).await,
        "streamed tools" => talker.agent(case, true).await,
        "structured output" => talker.structured(case).await,
        "embeddings" => talker.embed(case).await,
        "reranking by InvokeModel" => talker.rank(case).await,
        "spoken conversation" => speech::hold(talker.client(), case).await,
        "images" => talker.draw(case).await,
        other => Err(Failed::new(format!("the driver does not know \"{other}\""))),
    }
}

/// What came of a call that may fail, or how it failed.
fn or_failure(outcome: Outcome) -> Outcome {
    Ok(outcome.unwrap_or_else(|failed| json!({ "failure": failed.told() })))
}
