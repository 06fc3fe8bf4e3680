"""The tools of the agents, and the object that they are asked for; tools.ts has the same for JavaScript."""

import inspect
from typing import Literal

from pydantic import BaseModel, Field, create_model

Unit = Literal["celsius", "fahrenheit"]


class Rock(BaseModel):
    name: str
    kind: Literal["igneous", "sedimentary", "metamorphic"]
    minerals: list[str]
    hardness: float = Field(description="On the scale of Mohs")
    isMagnetic: bool


def recorded_tools():
    """The tools of one run of an agent as functions, and the list in which they write how they were called."""
    calls = []

    def get_weather(city: str, unit: Unit) -> str:
        """Tells the weather in a city."""
        calls.append({"name": "get_weather", "input": {"city": city, "unit": unit}})
        return "It is 21 degrees."

    def convert_temperature(degrees: float, to: Unit) -> str:
        """Converts a temperature."""
        calls.append({"name": "convert_temperature", "input": {"degrees": degrees, "to": to}})
        return "It is 69.8 degrees."

    return calls, [get_weather, convert_temperature]


def schema_of(function):
    """The JSON Schema of what a function takes."""
    members = {name: (member.annotation, ...) for name, member in inspect.signature(function).parameters.items()}
    return create_model(function.__name__, **members).model_json_schema()
