from driver import ENDPOINT, REGION, drive, talk
from strands import Agent, tool
from strands.models import BedrockModel
from tools import Rock, recorded_tools


def agent(case, streaming, callback=None, **more):
    model = BedrockModel(endpoint_url=ENDPOINT, region_name=REGION, model_id=case["modelId"], streaming=streaming)
    return Agent(model=model, callback_handler=callback, **more)


def text_of(result):
    return "".join(block.get("text", "") for block in result.message["content"])


def counts_of(result):
    usage = result.metrics.accumulated_usage
    return {"input": usage["inputTokens"], "output": usage["outputTokens"]}


def chat(case):
    result = agent(case, streaming=False)(case["prompt"])
    return {"text": text_of(result), "usage": counts_of(result)}


def stream(case, pieces):
    def heed(**event):
        if "data" in event:
            pieces.append(event["data"])

    result = agent(case, True, heed)(case["prompt"])
    return {"text": text_of(result), "pieces": pieces, "usage": counts_of(result)}


def loop(streaming):
    def run(case):
        calls, functions = recorded_tools()
        result = agent(case, streaming, tools=[tool(function) for function in functions])(case["prompt"])
        return {"calls": calls, "text": text_of(result)}

    return run


def structured_output(case):
    return {"object": agent(case, True)(case["prompt"], structured_output_model=Rock).structured_output.model_dump()}


drive(
    {
        **talk(chat, stream),
        "tools": loop(streaming=False),
        "streamed tools": loop(streaming=True),
        "structured output": structured_output,
    }
)
