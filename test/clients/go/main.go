// Does the cases on standard input one after the other, and reports each at the end of the file that OUTCROP_TEST_REPORTS names, as
// frameworks/case.ts says, with the AWS SDK for Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrock"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/smithy-go"
)

type testCase struct {
	Behaviour string   `json:"behaviour"`
	ModelID   string   `json:"modelId"`
	BaseModel string   `json:"baseModel"`
	Prompt    string   `json:"prompt"`
	Texts     []string `json:"texts"`
}

type outcome struct {
	Text    *string           `json:"text,omitempty"`
	Pieces  []string          `json:"pieces,omitempty"`
	Usage   *usage            `json:"usage,omitempty"`
	Calls   []call            `json:"calls,omitempty"`
	Object  any               `json:"object,omitempty"`
	Vectors [][]float64       `json:"vectors,omitempty"`
	Ranking []ranked          `json:"ranking,omitempty"`
	Images  []string          `json:"images,omitempty"`
	Profile *profileLife      `json:"profile,omitempty"`
	Events  []json.RawMessage `json:"events,omitempty"`
	Failure *failure          `json:"failure,omitempty"`
}

type usage struct {
	Input  int32 `json:"input"`
	Output int32 `json:"output"`
}

type call struct {
	Name  string `json:"name"`
	Input any    `json:"input"`
}

type ranked struct {
	Index int     `json:"index"`
	Score float64 `json:"score"`
}

type failure struct {
	Type    string `json:"type"`
	Status  int    `json:"status,omitempty"`
	Message string `json:"message"`
}

type report struct {
	Outcome *outcome `json:"outcome,omitempty"`
	Error   string   `json:"error,omitempty"`
}

func main() {
	ctx := context.Background()
	// The environment tells the clients where to go.
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion("us-east-1"))
	if err != nil {
		log.Fatal(err)
	}
	control := bedrock.NewFromConfig(cfg)
	talk := &talker{client: bedrockruntime.NewFromConfig(cfg), tools: toolsOfTest()}
	// Without TLS, Go speaks HTTP/2 only where it is told to.
	overHTTP2 := awshttp.NewBuildableClient().WithTransportOptions(func(transport *http.Transport) {
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetUnencryptedHTTP2(true)
	})
	speaker := &talker{client: bedrockruntime.NewFromConfig(cfg, func(options *bedrockruntime.Options) {
		options.HTTPClient = overHTTP2
	})}

	var cases []testCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		log.Fatal(err)
	}
	reports, err := os.OpenFile(os.Getenv("OUTCROP_TEST_REPORTS"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		log.Fatal(err)
	}
	for _, one := range cases {
		var done report
		if out, err := behave(ctx, control, talk, speaker, one); err != nil {
			done.Error = err.Error()
		} else {
			done.Outcome = out
		}
		if err := json.NewEncoder(reports).Encode(done); err != nil {
			log.Fatal(err)
		}
	}
}

func behave(ctx context.Context, control *bedrock.Client, talk, speaker *talker, one testCase) (*outcome, error) {
	switch one.Behaviour {
	case "profile life cycle":
		return lifeOfProfile(ctx, control, one)
	case "unknown operation":
		_, err := control.ListProvisionedModelThroughputs(ctx, &bedrock.ListProvisionedModelThroughputsInput{})
		return orFailure(&outcome{}, err), nil
	case "chat":
		return talk.chat(ctx, one)
	case "throttled, then retried", "throttled for good", "denied by an SCP":
		return orFailure(talk.chat(ctx, one)), nil
	case "stream":
		return talk.stream(ctx, one)
	case "exception in mid-stream":
		return orFailure(talk.stream(ctx, one)), nil
	case "tools":
		return talk.loop(ctx, talk.converse, one)
	case "streamed tools":
		return talk.loop(ctx, talk.converseStream, one)
	case "structured output":
		return talk.structured(ctx, one)
	case "embeddings":
		return talk.embed(ctx, one)
	case "reranking by InvokeModel":
		return talk.rank(ctx, one)
	case "spoken conversation":
		return speaker.speak(ctx, one)
	case "images":
		return talk.draw(ctx, one)
	}
	return nil, fmt.Errorf("the driver does not know %q", one.Behaviour)
}

// What came of a call that may fail, with how it failed if it did.
func orFailure(out *outcome, err error) *outcome {
	if err == nil {
		return out
	}
	failed := outcome{Failure: told(err)}
	if out != nil {
		failed.Pieces = out.Pieces
	}
	return &failed
}

// The code and the words of an error of AWS, and the status of the answer that it came in; of another its type.
func told(err error) *failure {
	var answer *awshttp.ResponseError
	status := 0
	if errors.As(err, &answer) {
		status = answer.HTTPStatusCode()
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		return &failure{Type: api.ErrorCode(), Status: status, Message: api.ErrorMessage()}
	}
	return &failure{Type: fmt.Sprintf("%T", err), Status: status, Message: err.Error()}
}

func text(value string) *string { return aws.String(value) }
