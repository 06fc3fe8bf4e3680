package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// An agent that has not come to its end after so many steps never will.
const mostSteps = 6

// As OUTCROP_TEST_TOOLS has them: the tools of the agents, and the schema of the object that they are asked for.
type testTools struct {
	Tools []struct {
		Name, Description, Output string
		Schema                    any
	}
	Rock any
}

func toolsOfTest() (tools testTools) {
	if err := json.Unmarshal([]byte(os.Getenv("OUTCROP_TEST_TOOLS")), &tools); err != nil {
		log.Fatal(err)
	}
	return tools
}

type talker struct {
	client *bedrockruntime.Client
	tools  testTools
}

// A message of the model, and how it came.
type answer struct {
	message types.Message
	stop    types.StopReason
	usage   *usage
	pieces  []string
}

// One turn of a conversation; when a stream breaks off, with the pieces that came before the error.
type ask func(ctx context.Context, model string, messages []types.Message, tools *types.ToolConfiguration) (answer, error)

func (t *talker) converse(ctx context.Context, model string, messages []types.Message, tools *types.ToolConfiguration) (answer, error) {
	out, err := t.client.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: &model, Messages: messages, ToolConfig: tools})
	if err != nil {
		return answer{}, err
	}
	message := out.Output.(*types.ConverseOutputMemberMessage).Value
	return answer{message: message, stop: out.StopReason, usage: counts(out.Usage)}, nil
}

func (t *talker) converseStream(ctx context.Context, model string, messages []types.Message, tools *types.ToolConfiguration) (answer, error) {
	out, err := t.client.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: &model, Messages: messages, ToolConfig: tools})
	if err != nil {
		return answer{}, err
	}
	stream := out.GetStream()
	defer stream.Close()
	got := answer{message: types.Message{Role: types.ConversationRoleAssistant}}
	var started *types.ToolUseBlock
	var words, input strings.Builder
	for event := range stream.Events() {
		switch event := event.(type) {
		case *types.ConverseStreamOutputMemberContentBlockStart:
			if use, ok := event.Value.Start.(*types.ContentBlockStartMemberToolUse); ok {
				started = &types.ToolUseBlock{Name: use.Value.Name, ToolUseId: use.Value.ToolUseId}
			}
		case *types.ConverseStreamOutputMemberContentBlockDelta:
			switch delta := event.Value.Delta.(type) {
			case *types.ContentBlockDeltaMemberText:
				got.pieces = append(got.pieces, delta.Value)
				words.WriteString(delta.Value)
			case *types.ContentBlockDeltaMemberToolUse:
				input.WriteString(*delta.Value.Input)
			}
		case *types.ConverseStreamOutputMemberContentBlockStop:
			var block types.ContentBlock = &types.ContentBlockMemberText{Value: words.String()}
			if started != nil {
				var value any
				if err := json.Unmarshal([]byte(input.String()), &value); err != nil {
					return got, err
				}
				started.Input = document.NewLazyDocument(value)
				block = &types.ContentBlockMemberToolUse{Value: *started}
			}
			got.message.Content = append(got.message.Content, block)
			started = nil
			words.Reset()
			input.Reset()
		case *types.ConverseStreamOutputMemberMessageStop:
			got.stop = event.Value.StopReason
		case *types.ConverseStreamOutputMemberMetadata:
			got.usage = counts(event.Value.Usage)
		}
	}
	return got, stream.Err()
}

func (t *talker) chat(ctx context.Context, one testCase) (*outcome, error) {
	got, err := t.converse(ctx, one.ModelID, user(one.Prompt), nil)
	if err != nil {
		return nil, err
	}
	return &outcome{Text: text(textOf(got.message)), Usage: got.usage}, nil
}

func (t *talker) stream(ctx context.Context, one testCase) (*outcome, error) {
	got, err := t.converseStream(ctx, one.ModelID, user(one.Prompt), nil)
	return &outcome{Text: text(textOf(got.message)), Pieces: got.pieces, Usage: got.usage}, err
}

// The loop of an agent, over either operation.
func (t *talker) loop(ctx context.Context, ask ask, one testCase) (*outcome, error) {
	var config types.ToolConfiguration
	for _, tool := range t.tools.Tools {
		config.Tools = append(config.Tools, specification(tool.Name, tool.Description, tool.Schema))
	}
	messages := user(one.Prompt)
	out := &outcome{}
	for range mostSteps {
		got, err := ask(ctx, one.ModelID, messages, &config)
		if err != nil {
			return nil, err
		}
		messages = append(messages, got.message)
		if got.stop != types.StopReasonToolUse {
			out.Text = text(textOf(got.message))
			break
		}
		var results []types.ContentBlock
		for _, use := range usesOf(got.message) {
			value, err := valueOf(use.Input)
			if err != nil {
				return nil, err
			}
			out.Calls = append(out.Calls, call{Name: *use.Name, Input: value})
			results = append(results, &types.ContentBlockMemberToolResult{Value: types.ToolResultBlock{
				ToolUseId: use.ToolUseId,
				Content:   []types.ToolResultContentBlock{&types.ToolResultContentBlockMemberText{Value: t.outputOf(*use.Name)}},
			}})
		}
		messages = append(messages, types.Message{Role: types.ConversationRoleUser, Content: results})
	}
	return out, nil
}

func (t *talker) outputOf(name string) string {
	for _, tool := range t.tools.Tools {
		if tool.Name == name {
			return tool.Output
		}
	}
	return ""
}

// An object by its schema: Claude takes the schema as the format of its text, other models as that of a tool.
func (t *talker) structured(ctx context.Context, one testCase) (*outcome, error) {
	input := &bedrockruntime.ConverseInput{ModelId: &one.ModelID, Messages: user(one.Prompt)}
	byFormat := strings.Contains(one.BaseModel, "sonnet-4-5")
	if byFormat {
		schema, err := json.Marshal(t.tools.Rock)
		if err != nil {
			return nil, err
		}
		input.OutputConfig = &types.OutputConfig{TextFormat: &types.OutputFormat{
			Type: types.OutputFormatTypeJsonSchema,
			Structure: &types.OutputFormatStructureMemberJsonSchema{Value: types.JsonSchemaDefinition{
				Name: aws.String("rock"), Schema: aws.String(string(schema)),
			}},
		}}
	} else {
		input.ToolConfig = &types.ToolConfiguration{
			Tools:      []types.Tool{specification("rock", "Describes a rock.", t.tools.Rock)},
			ToolChoice: &types.ToolChoiceMemberTool{Value: types.SpecificToolChoice{Name: aws.String("rock")}},
		}
	}
	out, err := t.client.Converse(ctx, input)
	if err != nil {
		return nil, err
	}
	message := out.Output.(*types.ConverseOutputMemberMessage).Value
	var object any
	if byFormat {
		err = json.Unmarshal([]byte(textOf(message)), &object)
	} else {
		object, err = valueOf(usesOf(message)[0].Input)
	}
	return &outcome{Object: object}, err
}

func (t *talker) embed(ctx context.Context, one testCase) (*outcome, error) {
	if strings.HasPrefix(one.BaseModel, "cohere") {
		var answer struct{ Embeddings [][]float64 }
		err := t.invoke(ctx, one.ModelID, map[string]any{"texts": one.Texts, "input_type": "search_document"}, &answer)
		return &outcome{Vectors: answer.Embeddings}, err
	}
	out := &outcome{}
	for _, words := range one.Texts {
		var answer struct{ Embedding []float64 }
		if err := t.invoke(ctx, one.ModelID, map[string]any{"inputText": words}, &answer); err != nil {
			return nil, err
		}
		out.Vectors = append(out.Vectors, answer.Embedding)
	}
	return out, nil
}

func (t *talker) rank(ctx context.Context, one testCase) (*outcome, error) {
	var answer struct {
		Results []struct {
			Index int
			Score float64 `json:"relevance_score"`
		}
	}
	request := map[string]any{"api_version": 2, "query": one.Prompt, "documents": one.Texts}
	if err := t.invoke(ctx, one.ModelID, request, &answer); err != nil {
		return nil, err
	}
	out := &outcome{}
	for _, result := range answer.Results {
		out.Ranking = append(out.Ranking, ranked{Index: result.Index, Score: result.Score})
	}
	return out, nil
}

func (t *talker) draw(ctx context.Context, one testCase) (*outcome, error) {
	out := &outcome{}
	request := map[string]any{"taskType": "TEXT_IMAGE", "textToImageParams": map[string]any{"text": one.Prompt}}
	return out, t.invoke(ctx, one.ModelID, request, out)
}

func (t *talker) invoke(ctx context.Context, model string, request any, answer any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	out, err := t.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: &model, Body: body, ContentType: aws.String("application/json"),
	})
	if err != nil {
		return err
	}
	return json.Unmarshal(out.Body, answer)
}

func specification(name, description string, schema any) types.Tool {
	return &types.ToolMemberToolSpec{Value: types.ToolSpecification{
		Name: &name, Description: &description,
		InputSchema: &types.ToolInputSchemaMemberJson{Value: document.NewLazyDocument(schema)},
	}}
}

func user(words string) []types.Message {
	return []types.Message{{
		Role:    types.ConversationRoleUser,
		Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: words}},
	}}
}

func textOf(message types.Message) string {
	var words strings.Builder
	for _, block := range message.Content {
		if part, ok := block.(*types.ContentBlockMemberText); ok {
			words.WriteString(part.Value)
		}
	}
	return words.String()
}

func usesOf(message types.Message) (uses []types.ToolUseBlock) {
	for _, block := range message.Content {
		if use, ok := block.(*types.ContentBlockMemberToolUse); ok {
			uses = append(uses, use.Value)
		}
	}
	return uses
}

// A document as JSON would have it: UnmarshalSmithyDocument leaves numbers as smithy's own.
func valueOf(given document.Interface) (value any, err error) {
	bytes, err := given.MarshalSmithyDocument()
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal(bytes, &value)
	return value, err
}

func counts(given *types.TokenUsage) *usage {
	return &usage{Input: *given.InputTokens, Output: *given.OutputTokens}
}
