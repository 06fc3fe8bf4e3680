package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// As OUTCROP_TEST_SPEECH has them: the events of a question, and those that end the conversation after its answer.
type script struct {
	Question, End []json.RawMessage
}

// Holds a spoken conversation, and gives the events of the model.
func (t *talker) speak(ctx context.Context, one testCase) (*outcome, error) {
	var events script
	if err := json.Unmarshal([]byte(os.Getenv("OUTCROP_TEST_SPEECH")), &events); err != nil {
		return nil, err
	}
	out, err := t.client.InvokeModelWithBidirectionalStream(ctx, &bedrockruntime.InvokeModelWithBidirectionalStreamInput{
		ModelId: &one.ModelID,
	})
	if err != nil {
		return nil, err
	}
	stream := out.GetStream()
	defer stream.Close()
	say := func(events []json.RawMessage) error {
		for _, event := range events {
			part := types.BidirectionalInputPayloadPart{Bytes: event}
			if err := stream.Send(ctx, &types.InvokeModelWithBidirectionalStreamInputMemberChunk{Value: part}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := say(events.Question); err != nil {
		return nil, err
	}
	heard := &outcome{}
	for event := range stream.Events() {
		chunk, ok := event.(*types.InvokeModelWithBidirectionalStreamOutputMemberChunk)
		if !ok {
			continue
		}
		heard.Events = append(heard.Events, chunk.Value.Bytes)
		if isEndOfTurn(chunk.Value.Bytes) {
			if err := say(events.End); err != nil {
				return nil, err
			}
			if err := stream.Writer.Close(); err != nil {
				return nil, err
			}
		}
	}
	return heard, stream.Err()
}

func isEndOfTurn(bytes []byte) bool {
	var message struct {
		Event struct {
			ContentEnd struct{ Type, StopReason string }
		}
	}
	err := json.Unmarshal(bytes, &message)
	end := message.Event.ContentEnd
	return err == nil && end.Type == "TEXT" && end.StopReason == "END_TURN"
}
