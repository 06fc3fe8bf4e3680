use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::primitives::Blob;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ContentBlockDelta, ContentBlockStart, ConversationRole, ConverseStreamOutput, JsonSchemaDefinition,
    Message, OutputConfig, OutputFormat, OutputFormatStructure, OutputFormatType, SpecificToolChoice, StopReason,
    TokenUsage, Tool, ToolChoice, ToolConfiguration, ToolInputSchema, ToolResultBlock, ToolResultContentBlock,
    ToolSpecification, ToolUseBlock,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::document::{from_document, to_document};
use crate::failed::Failed;
use crate::{Case, Outcome};

/// An agent that has not come to its end after so many steps never will.
const MOST_STEPS: usize = 6;

/// As OUTCROP_TEST_TOOLS has them: the tools of the agents, and the schema of the object that they are asked for.
#[derive(Deserialize)]
struct TestTools {
    tools: Vec<TestTool>,
    rock: Value,
}

#[derive(Deserialize)]
struct TestTool {
    name: String,
    description: String,
    schema: Value,
    output: String,
}

pub struct Talker {
    client: Client,
    tools: TestTools,
}

/// A message of the model, and how it came.
struct Answer {
    message: Message,
    stop: Option<StopReason>,
    usage: Value,
}

impl Talker {
    pub fn new(client: Client) -> Result<Self, Box<dyn std::error::Error>> {
        let tools = serde_json::from_str(&std::env::var("OUTCROP_TEST_TOOLS")?)?;
        Ok(Self { client, tools })
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    async fn converse(
        &self,
        model: &str,
        messages: Vec<Message>,
        tools: Option<ToolConfiguration>,
    ) -> Result<Answer, Failed> {
        let request = self.client.converse().model_id(model).set_messages(Some(messages)).set_tool_config(tools);
        let out = request.send().await?;
        let message = out.output().and_then(|output| output.as_message().ok());
        Ok(Answer {
            message: message.cloned().ok_or_else(|| Failed::new("the answer has no message"))?,
            stop: Some(out.stop_reason().clone()),
            usage: counts(out.usage()),
        })
    }

    /// The same through ConverseStream: the message that the events make; `pieces` gets the texts as they come.
    async fn converse_stream(
        &self,
        model: &str,
        messages: Vec<Message>,
        tools: Option<ToolConfiguration>,
        pieces: &mut Vec<String>,
    ) -> Result<Answer, Failed> {
        let request = self.client.converse_stream().model_id(model).set_messages(Some(messages)).set_tool_config(tools);
        let mut stream = request.send().await?.stream;
        let mut message = Message::builder().role(ConversationRole::Assistant);
        let (mut stop, mut usage) = (None, Value::Null);
        let (mut started, mut text, mut input) = (None, String::new(), String::new());
        while let Some(event) = stream.recv().await? {
            match event {
                ConverseStreamOutput::ContentBlockStart(event) => {
                    if let Some(ContentBlockStart::ToolUse(start)) = event.start {
                        started = Some(ToolUseBlock::builder().name(start.name).tool_use_id(start.tool_use_id));
                    }
                }
                ConverseStreamOutput::ContentBlockDelta(event) => match event.delta {
                    Some(ContentBlockDelta::Text(piece)) => {
                        text.push_str(&piece);
                        pieces.push(piece);
                    }
                    Some(ContentBlockDelta::ToolUse(delta)) => input.push_str(delta.input()),
                    _ => {}
                },
                ConverseStreamOutput::ContentBlockStop(_) => {
                    let text = std::mem::take(&mut text);
                    message = message.content(match started.take() {
                        Some(start) => {
                            let value: Value = serde_json::from_str(&std::mem::take(&mut input))?;
                            ContentBlock::ToolUse(start.input(to_document(&value)).build()?)
                        }
                        None => ContentBlock::Text(text),
                    });
                }
                ConverseStreamOutput::MessageStop(event) => stop = Some(event.stop_reason),
                ConverseStreamOutput::Metadata(event) => usage = counts(event.usage()),
                _ => {}
            }
        }
        Ok(Answer { message: message.build()?, stop, usage })
    }

    pub async fn chat(&self, case: &Case) -> Outcome {
        let answer = self.converse(&case.model_id, vec![user(&case.prompt)?], None).await?;
        Ok(json!({ "text": text_of(&answer.message), "usage": answer.usage }))
    }

    pub async fn stream(&self, case: &Case, pieces: &mut Vec<String>) -> Outcome {
        let answer = self.converse_stream(&case.model_id, vec![user(&case.prompt)?], None, pieces).await?;
        Ok(json!({ "text": text_of(&answer.message), "pieces": pieces, "usage": answer.usage }))
    }

    /// The loop of an agent, over either operation.
    pub async fn agent(&self, case: &Case, streamed: bool) -> Outcome {
        let mut config = ToolConfiguration::builder();
        for tool in &self.tools.tools {
            config = config.tools(specification(&tool.name, &tool.description, &tool.schema)?);
        }
        let config = config.build()?;
        let mut messages = vec![user(&case.prompt)?];
        let mut calls = Vec::new();
        for _ in 0..MOST_STEPS {
            let (model, asked, tools) = (&case.model_id, messages.clone(), Some(config.clone()));
            let answer = if streamed {
                self.converse_stream(model, asked, tools, &mut Vec::new()).await?
            } else {
                self.converse(model, asked, tools).await?
            };
            messages.push(answer.message.clone());
            if answer.stop != Some(StopReason::ToolUse) {
                return Ok(json!({ "calls": calls, "text": text_of(&answer.message) }));
            }
            let mut results = Message::builder().role(ConversationRole::User);
            for used in uses_of(&answer.message) {
                calls.push(json!({ "name": used.name(), "input": from_document(used.input()) }));
                let tool = self.tools.tools.iter().find(|tool| tool.name == used.name());
                let output = tool.map_or(String::new(), |tool| tool.output.clone());
                let content = ToolResultContentBlock::Text(output);
                let result = ToolResultBlock::builder().tool_use_id(used.tool_use_id()).content(content);
                results = results.content(ContentBlock::ToolResult(result.build()?));
            }
            messages.push(results.build()?);
        }
        Ok(json!({ "calls": calls }))
    }

    /// An object by its schema: Claude takes the schema as the format of its text, other models as that of a tool.
    pub async fn structured(&self, case: &Case) -> Outcome {
        let request = self.client.converse().model_id(&case.model_id).messages(user(&case.prompt)?);
        let by_format = case.base_model.contains("sonnet-4-5");
        let request = if by_format {
            let schema = JsonSchemaDefinition::builder().name("rock").schema(self.tools.rock.to_string()).build()?;
            let format = OutputFormat::builder()
                .r#type(OutputFormatType::JsonSchema)
                .structure(OutputFormatStructure::JsonSchema(schema))
                .build()?;
            request.output_config(OutputConfig::builder().text_format(format).build())
        } else {
            let choice = ToolChoice::Tool(SpecificToolChoice::builder().name("rock").build()?);
            let tool = specification("rock", "Describes a rock.", &self.tools.rock)?;
            request.tool_config(ToolConfiguration::builder().tools(tool).tool_choice(choice).build()?)
        };
        let out = request.send().await?;
        let message = out.output().and_then(|output| output.as_message().ok());
        let message = message.ok_or_else(|| Failed::new("the answer has no message"))?;
        let object = if by_format {
            serde_json::from_str(&text_of(message))?
        } else {
            uses_of(message).next().map(|used| from_document(used.input())).unwrap_or_default()
        };
        Ok(json!({ "object": object }))
    }

    pub async fn embed(&self, case: &Case) -> Outcome {
        if case.base_model.starts_with("cohere") {
            let request = json!({ "texts": case.texts, "input_type": "search_document" });
            return Ok(json!({ "vectors": self.invoke(&case.model_id, request).await?["embeddings"] }));
        }
        let mut vectors = Vec::new();
        for text in &case.texts {
            let answer = self.invoke(&case.model_id, json!({ "inputText": text })).await?;
            vectors.push(answer["embedding"].clone());
        }
        Ok(json!({ "vectors": vectors }))
    }

    pub async fn rank(&self, case: &Case) -> Outcome {
        let request = json!({ "api_version": 2, "query": case.prompt, "documents": case.texts });
        let answer = self.invoke(&case.model_id, request).await?;
        let ranking: Vec<_> = answer["results"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|result| json!({ "index": result["index"], "score": result["relevance_score"] }))
            .collect();
        Ok(json!({ "ranking": ranking }))
    }

    pub async fn draw(&self, case: &Case) -> Outcome {
        let request = json!({ "taskType": "TEXT_IMAGE", "textToImageParams": { "text": case.prompt } });
        Ok(json!({ "images": self.invoke(&case.model_id, request).await?["images"] }))
    }

    async fn invoke(&self, model: &str, request: Value) -> Outcome {
        let body = Blob::new(request.to_string());
        let call = self.client.invoke_model().model_id(model).content_type("application/json").body(body);
        Ok(serde_json::from_slice(call.send().await?.body().as_ref())?)
    }
}

fn specification(name: &str, description: &str, schema: &Value) -> Result<Tool, Failed> {
    let schema = ToolInputSchema::Json(to_document(schema));
    let tool = ToolSpecification::builder().name(name).description(description).input_schema(schema);
    Ok(Tool::ToolSpec(tool.build()?))
}

fn user(words: &str) -> Result<Message, Failed> {
    Ok(Message::builder().role(ConversationRole::User).content(ContentBlock::Text(words.into())).build()?)
}

fn text_of(message: &Message) -> String {
    message.content().iter().filter_map(|block| block.as_text().ok()).map(String::as_str).collect()
}

fn uses_of(message: &Message) -> impl Iterator<Item = &ToolUseBlock> {
    message.content().iter().filter_map(|block| block.as_tool_use().ok())
}

fn counts(usage: Option<&TokenUsage>) -> Value {
    usage.map_or(Value::Null, |usage| json!({ "input": usage.input_tokens(), "output": usage.output_tokens() }))
}
