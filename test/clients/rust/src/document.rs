use aws_smithy_types::{Document, Number};
use serde_json::{Value, json};

/// The SDK has a type of its own for what is free in form.
pub fn to_document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Bool(*value),
        Value::String(value) => Document::String(value.clone()),
        Value::Number(value) => Document::Number(match (value.as_u64(), value.as_i64()) {
            (Some(value), _) => Number::PosInt(value),
            (None, Some(value)) => Number::NegInt(value),
            (None, None) => Number::Float(value.as_f64().unwrap_or(f64::NAN)),
        }),
        Value::Array(values) => Document::Array(values.iter().map(to_document).collect()),
        Value::Object(members) => {
            Document::Object(members.iter().map(|(key, value)| (key.clone(), to_document(value))).collect())
        }
    }
}

pub fn from_document(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(value) => json!(value),
        Document::String(value) => json!(value),
        Document::Number(Number::PosInt(value)) => json!(value),
        Document::Number(Number::NegInt(value)) => json!(value),
        Document::Number(Number::Float(value)) => json!(value),
        Document::Array(values) => values.iter().map(from_document).collect(),
        Document::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (key.clone(), from_document(value))).collect())
        }
    }
}
