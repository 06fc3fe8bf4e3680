package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrock/types"
)

type profileLife struct {
	ARN         string            `json:"arn"`
	Status      string            `json:"status"`
	Models      int               `json:"models"`
	Listed      bool              `json:"listed"`
	Tags        map[string]string `json:"tags"`
	AfterDelete *failure          `json:"afterDelete"`
}

func lifeOfProfile(ctx context.Context, client *bedrock.Client, one testCase) (*outcome, error) {
	created, err := client.CreateInferenceProfile(ctx, &bedrock.CreateInferenceProfileInput{
		InferenceProfileName: &one.Prompt,
		ModelSource:          &types.InferenceProfileModelSourceMemberCopyFrom{Value: one.ModelID},
		Tags:                 []types.Tag{{Key: aws.String("team"), Value: aws.String("a")}},
	})
	if err != nil {
		return nil, err
	}
	arn := created.InferenceProfileArn
	get := &bedrock.GetInferenceProfileInput{InferenceProfileIdentifier: arn}
	found, err := client.GetInferenceProfile(ctx, get)
	if err != nil {
		return nil, err
	}
	listed, err := isListed(ctx, client, *arn)
	if err != nil {
		return nil, err
	}
	env := []types.Tag{{Key: aws.String("env"), Value: aws.String("test")}}
	if _, err := client.TagResource(ctx, &bedrock.TagResourceInput{ResourceARN: arn, Tags: env}); err != nil {
		return nil, err
	}
	untag := &bedrock.UntagResourceInput{ResourceARN: arn, TagKeys: []string{"team"}}
	if _, err := client.UntagResource(ctx, untag); err != nil {
		return nil, err
	}
	tagged, err := client.ListTagsForResource(ctx, &bedrock.ListTagsForResourceInput{ResourceARN: arn})
	if err != nil {
		return nil, err
	}
	remove := &bedrock.DeleteInferenceProfileInput{InferenceProfileIdentifier: arn}
	if _, err := client.DeleteInferenceProfile(ctx, remove); err != nil {
		return nil, err
	}
	_, err = client.GetInferenceProfile(ctx, get)
	if err == nil {
		return nil, errors.New("the profile is still there when it has been deleted")
	}
	tags := map[string]string{}
	for _, tag := range tagged.Tags {
		tags[*tag.Key] = *tag.Value
	}
	return &outcome{Profile: &profileLife{
		ARN: *arn, Status: string(found.Status), Models: len(found.Models), Listed: listed, Tags: tags, AfterDelete: told(err),
	}}, nil
}

func isListed(ctx context.Context, client *bedrock.Client, arn string) (bool, error) {
	pages := bedrock.NewListInferenceProfilesPaginator(client, &bedrock.ListInferenceProfilesInput{
		MaxResults: aws.Int32(1), TypeEquals: types.InferenceProfileTypeApplication,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return false, err
		}
		for _, one := range page.InferenceProfileSummaries {
			if *one.InferenceProfileArn == arn {
				return true, nil
			}
		}
	}
	return false, nil
}
