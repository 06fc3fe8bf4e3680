use std::collections::BTreeMap;

use aws_sdk_bedrock::Client;
use aws_sdk_bedrock::types::{InferenceProfileModelSource, InferenceProfileType, Tag};
use serde_json::json;

use crate::failed::Failed;
use crate::{Case, Outcome};

fn tag(key: &str, value: &str) -> Result<Tag, Failed> {
    Ok(Tag::builder().key(key).value(value).build()?)
}

/// The life of an application profile, as case.ts tells it.
pub async fn life(client: &Client, case: &Case) -> Outcome {
    let created = client
        .create_inference_profile()
        .inference_profile_name(&case.prompt)
        .model_source(InferenceProfileModelSource::CopyFrom(case.model_id.clone()))
        .tags(tag("team", "a")?)
        .send()
        .await?;
    let arn = created.inference_profile_arn();
    let found = client.get_inference_profile().inference_profile_identifier(arn).send().await?;
    let listed = is_listed(client, arn).await?;
    client.tag_resource().resource_arn(arn).tags(tag("env", "test")?).send().await?;
    client.untag_resource().resource_arn(arn).tag_keys("team").send().await?;
    let tagged = client.list_tags_for_resource().resource_arn(arn).send().await?;
    client.delete_inference_profile().inference_profile_identifier(arn).send().await?;
    let Err(gone) = client.get_inference_profile().inference_profile_identifier(arn).send().await else {
        return Err(Failed::new("the profile is still there when it has been deleted"));
    };
    let tags: BTreeMap<_, _> = tagged.tags().iter().map(|tag| (tag.key(), tag.value())).collect();
    Ok(json!({ "profile": {
        "arn": arn,
        "status": found.status().as_str(),
        "models": found.models().len(),
        "listed": listed,
        "tags": tags,
        "afterDelete": Failed::from(gone).told(),
    } }))
}

async fn is_listed(client: &Client, arn: &str) -> Result<bool, Failed> {
    let mut pages = client
        .list_inference_profiles()
        .type_equals(InferenceProfileType::Application)
        .into_paginator()
        .page_size(1)
        .send();
    while let Some(page) = pages.next().await {
        if page?.inference_profile_summaries().iter().any(|one| one.inference_profile_arn() == arn) {
            return Ok(true);
        }
    }
    Ok(false)
}
