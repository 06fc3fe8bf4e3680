from anthropic import AnthropicBedrock
from driver import ENDPOINT, MOST_STEPS, REGION, drive, talk
from tools import Rock, recorded_tools, schema_of

client = AnthropicBedrock(base_url=ENDPOINT, aws_region=REGION)


def user(content):
    return {"role": "user", "content": content}


def text_of(answer):
    return "".join(block.text for block in answer.content if block.type == "text")


def counts_of(answer):
    return {"input": answer.usage.input_tokens, "output": answer.usage.output_tokens}


def request(case, messages):
    # Models before Claude 4.7 do not take the version of the API that the SDK sends by itself.
    is_old = "claude-3" in case["baseModel"] or "4-5" in case["baseModel"]
    version = {"extra_body": {"anthropic_version": "bedrock-2023-05-31"}} if is_old else {}
    return {"model": case["modelId"], "max_tokens": 500, "messages": messages, **version}


def create(case, messages, **more):
    return client.messages.create(**request(case, messages), **more)


def streamed(case, messages, pieces=None, **more):
    """All of a stream as one message; `pieces` gets the texts as they come."""
    with client.messages.stream(**request(case, messages), **more) as running:
        for piece in running.text_stream:
            if pieces is not None:
                pieces.append(piece)
        return running.get_final_message()


def chat(case):
    answer = create(case, [user(case["prompt"])])
    return {"text": text_of(answer), "usage": counts_of(answer)}


def stream(case, pieces):
    answer = streamed(case, [user(case["prompt"])], pieces)
    return {"text": text_of(answer), "pieces": pieces, "usage": counts_of(answer)}


def loop(ask):
    def run(case):
        calls, functions = recorded_tools()
        by_name = {function.__name__: function for function in functions}
        tools = [
            {"name": name, "description": function.__doc__, "input_schema": schema_of(function)}
            for name, function in by_name.items()
        ]
        messages = [user(case["prompt"])]
        for _ in range(MOST_STEPS):
            answer = ask(case, messages, tools=tools)
            messages.append({"role": "assistant", "content": answer.content})
            if answer.stop_reason != "tool_use":
                return {"calls": calls, "text": text_of(answer)}
            uses = [block for block in answer.content if block.type == "tool_use"]
            results = [(use.id, by_name[use.name](**use.input)) for use in uses]
            blocks = [{"type": "tool_result", "tool_use_id": use, "content": result} for use, result in results]
            messages.append(user(blocks))
        return {"calls": calls}

    return run


def structured_output(case):
    answer = client.messages.parse(**request(case, [user(case["prompt"])]), output_format=Rock)
    return {"object": answer.parsed_output.model_dump()}


drive(
    {
        **talk(chat, stream),
        "tools": loop(create),
        "streamed tools": loop(streamed),
        "structured output": structured_output,
    }
)
