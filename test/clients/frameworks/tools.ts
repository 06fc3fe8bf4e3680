import { z } from "zod";

const temperatureUnit = z.enum(["celsius", "fahrenheit"]);

/** The tools of the agents, and the object that they are asked for; tools.py has the same for Python. */
export const tools = [
  {
    name: "get_weather",
    description: "Tells the weather in a city.",
    input: z.object({ city: z.string().describe("The name of the city"), unit: temperatureUnit }),
    output: "It is 21 degrees.",
  },
  {
    name: "convert_temperature",
    description: "Converts a temperature.",
    input: z.object({ degrees: z.number(), to: temperatureUnit }),
    output: "It is 69.8 degrees.",
  },
] as const;

export const rock = z.object({
  name: z.string(),
  kind: z.enum(["igneous", "sedimentary", "metamorphic"]),
  minerals: z.array(z.string()),
  hardness: z.number().describe("On the scale of Mohs"),
  isMagnetic: z.boolean(),
});
