/**
 * Input schemas as tools are really sent with: written for these tests in the style of what LangChain and Pydantic (Python),
 * zod-to-json-schema, zod 4 and TypeBox (TypeScript), the Vercel AI SDK, MCP servers and AWS's own examples emit.
 */
export const toolSchemas: Readonly<Record<string, unknown>> = {
  "AWS example: top song": {
    type: "object",
    properties: {
      sign: {
        type: "string",
        description:
          "The call sign for the radio station for which you want the most popular song. Example calls signs are WZPZ, and WKRP.",
      },
    },
    required: ["sign"],
  },
  "AWS example: weather by coordinates": {
    type: "object",
    properties: {
      latitude: { type: "string", description: "Geographical WGS84 latitude of the location." },
      longitude: { type: "string", description: "Geographical WGS84 longitude of the location." },
    },
    required: ["latitude", "longitude"],
  },
  "Anthropic example: get_weather": {
    type: "object",
    properties: {
      location: { type: "string", description: "The city and state, e.g. San Francisco, CA" },
      unit: { type: "string", enum: ["celsius", "fahrenheit"] },
    },
    required: ["location"],
  },
  "no arguments": { type: "object", properties: {} },
  "no arguments, closed": { type: "object", properties: {}, additionalProperties: false, required: [] },
  "bare object": { type: "object" },
  "pydantic: multiply": {
    description: "Multiply two numbers.",
    properties: { a: { title: "A", type: "integer" }, b: { title: "B", type: "integer" } },
    required: ["a", "b"],
    title: "multiply",
    type: "object",
  },
  "pydantic: optional fields": {
    properties: {
      query: { title: "Query", type: "string" },
      limit: { anyOf: [{ type: "integer", maximum: 50, minimum: 1 }, { type: "null" }], default: null, title: "Limit" },
      tags: { default: [], items: { type: "string" }, title: "Tags", type: "array" },
    },
    required: ["query"],
    title: "SearchArgs",
    type: "object",
  },
  "pydantic: nested models in $defs": {
    $defs: {
      Address: {
        properties: {
          street: { title: "Street", type: "string" },
          city: { title: "City", type: "string" },
          zip_code: { pattern: "^\\d{5}(-\\d{4})?$", title: "Zip Code", type: "string" },
        },
        required: ["street", "city", "zip_code"],
        title: "Address",
        type: "object",
      },
      Role: { enum: ["admin", "editor", "viewer"], title: "Role", type: "string" },
    },
    properties: {
      name: { maxLength: 80, minLength: 1, title: "Name", type: "string" },
      email: { format: "email", title: "Email", type: "string" },
      role: { $ref: "#/$defs/Role", default: "viewer" },
      addresses: { items: { $ref: "#/$defs/Address" }, minItems: 1, title: "Addresses", type: "array" },
    },
    required: ["name", "email", "addresses"],
    title: "CreateUser",
    type: "object",
  },
  "pydantic v1: allOf around a reference": {
    definitions: { Unit: { title: "Unit", enum: ["celsius", "fahrenheit"], type: "string" } },
    properties: {
      city: { title: "City", type: "string" },
      unit: { default: "celsius", allOf: [{ $ref: "#/definitions/Unit" }] },
    },
    required: ["city"],
    title: "Weather",
    type: "object",
  },
  "pydantic: tagged union with a discriminator": {
    $defs: {
      Cat: {
        properties: {
          kind: { const: "cat", title: "Kind", type: "string" },
          lives: { type: "integer", minimum: 1, maximum: 9 },
        },
        required: ["kind", "lives"],
        type: "object",
      },
      Dog: {
        properties: { kind: { const: "dog", title: "Kind", type: "string" }, breed: { type: "string" } },
        required: ["kind", "breed"],
        type: "object",
      },
    },
    properties: {
      pet: {
        discriminator: { mapping: { cat: "#/$defs/Cat", dog: "#/$defs/Dog" }, propertyName: "kind" },
        oneOf: [{ $ref: "#/$defs/Cat" }, { $ref: "#/$defs/Dog" }],
      },
    },
    required: ["pet"],
    type: "object",
  },
  "pydantic: recursive tree": {
    $defs: {
      Node: {
        properties: {
          value: { type: "integer" },
          children: { default: [], items: { $ref: "#/$defs/Node" }, type: "array" },
          parent: { anyOf: [{ $ref: "#/$defs/Node" }, { type: "null" }], default: null },
        },
        required: ["value"],
        type: "object",
      },
    },
    $ref: "#/$defs/Node",
  },
  "pydantic: tuple and set": {
    properties: {
      point: { maxItems: 2, minItems: 2, prefixItems: [{ type: "number" }, { type: "number" }], type: "array" },
      labels: { items: { type: "string" }, type: "array", uniqueItems: true },
    },
    required: ["point", "labels"],
    type: "object",
  },
  "pydantic: dates, decimals, bytes": {
    properties: {
      start: { format: "date", type: "string" },
      at: { format: "date-time", type: "string" },
      lasts: { format: "duration", type: "string" },
      price: {
        anyOf: [
          { minimum: 0, type: "number" },
          { type: "string", pattern: "^(?!^[-+.]*$)[+-]?0*\\d*\\.?\\d*$" },
        ],
      },
      blob: { format: "binary", type: "string" },
      id: { format: "uuid4", type: "string" },
      key: { format: "uuid", type: "string" },
    },
    required: ["start", "at", "lasts", "price", "blob", "id", "key"],
    type: "object",
  },
  "pydantic: dict of models": {
    $defs: {
      Price: {
        properties: {
          amount: { exclusiveMinimum: 0, type: "number" },
          currency: { type: "string", maxLength: 3, minLength: 3 },
        },
        required: ["amount", "currency"],
        type: "object",
      },
    },
    properties: { prices: { additionalProperties: { $ref: "#/$defs/Price" }, type: "object" } },
    required: ["prices"],
    type: "object",
  },
  "pydantic: extra forbidden": {
    additionalProperties: false,
    properties: { path: { type: "string" }, recursive: { default: false, type: "boolean" } },
    required: ["path"],
    type: "object",
  },
  "pydantic: examples of the whole": {
    examples: [{ name: "Foo", price: 35.4 }],
    properties: { name: { type: "string" }, price: { type: "number" } },
    required: ["name", "price"],
    type: "object",
  },
  "LangChain: structured output": {
    title: "Joke",
    description: "Joke to tell user.",
    type: "object",
    properties: {
      setup: { type: "string", description: "The setup of the joke" },
      punchline: { type: "string", description: "The punchline to the joke" },
      rating: { type: "integer", description: "How funny the joke is, from 1 to 10" },
    },
    required: ["setup", "punchline"],
  },
  "LangChain: search": {
    properties: {
      query: { description: "search query to look up", type: "string" },
      search_depth: { default: "basic", enum: ["basic", "advanced"], type: "string" },
      include_domains: { anyOf: [{ items: { type: "string" }, type: "array" }, { type: "null" }], default: [] },
      time_range: {
        anyOf: [{ enum: ["day", "week", "month", "year"], type: "string" }, { type: "null" }],
        default: null,
      },
    },
    required: ["query"],
    title: "Search",
    type: "object",
  },
  "LangChain: SQL": {
    properties: { query: { description: "A detailed and correct SQL query.", type: "string" } },
    required: ["query"],
    type: "object",
  },
  "LangGraph: routing": {
    properties: { next: { enum: ["researcher", "coder", "FINISH"], type: "string" } },
    required: ["next"],
    type: "object",
  },
  "LangGraph: hand-off": {
    type: "object",
    properties: { task_description: { type: "string" } },
    required: ["task_description"],
    additionalProperties: false,
  },
  "zod-to-json-schema: weather": {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: {
      city: { type: "string", description: "The city to get the weather for" },
      unit: { type: "string", enum: ["C", "F"], default: "C" },
    },
    required: ["city"],
    additionalProperties: false,
  },
  "zod-to-json-schema: formats": {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: {
      email: { type: "string", format: "email" },
      site: { type: "string", format: "uri" },
      id: { type: "string", format: "uuid" },
      ip: { type: "string", anyOf: [{ format: "ipv4" }, { format: "ipv6" }] },
      cuid: { type: "string", pattern: "^[cC][^\\s-]{8,}$" },
      since: { type: "string", format: "date-time" },
      slug: { type: "string", pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$", minLength: 3, maxLength: 40 },
    },
    required: ["email", "site", "id", "ip", "cuid", "since", "slug"],
    additionalProperties: false,
  },
  "zod-to-json-schema: intersection": {
    $schema: "http://json-schema.org/draft-07/schema#",
    allOf: [
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
      { type: "object", properties: { b: { type: "number", exclusiveMinimum: 0 } }, required: ["b"] },
    ],
  },
  "zod-to-json-schema: union of literals and nullable": {
    type: "object",
    properties: {
      mode: { anyOf: [{ type: "string", const: "fast" }, { type: "string", const: "exact" }, { type: "number" }] },
      note: { type: ["string", "null"] },
      level: { type: ["string", "number", "boolean", "null"] },
    },
    required: ["mode", "note", "level"],
    additionalProperties: false,
  },
  "zod-to-json-schema: tuple of draft-07": {
    type: "object",
    properties: {
      range: {
        type: "array",
        minItems: 2,
        maxItems: 2,
        items: [
          { type: "integer", minimum: 0 },
          { type: "integer", minimum: 10 },
        ],
      },
      rest: { type: "array", minItems: 1, items: [{ type: "string" }], additionalItems: { type: "number" } },
    },
    required: ["range", "rest"],
    additionalProperties: false,
  },
  "zod-to-json-schema: reference by path": {
    type: "object",
    properties: {
      from: {
        type: "object",
        properties: { lat: { type: "number", minimum: -90, maximum: 90 } },
        required: ["lat"],
        additionalProperties: false,
      },
      to: { $ref: "#/properties/from" },
    },
    required: ["from", "to"],
    additionalProperties: false,
  },
  "zod 4: record of an enum": {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      scores: {
        type: "object",
        propertyNames: { type: "string", enum: ["taste", "price"] },
        additionalProperties: { type: "number", minimum: 0, maximum: 1 },
        required: ["taste", "price"],
      },
      free: { type: "object", propertyNames: { type: "string" }, additionalProperties: {} },
    },
    required: ["scores", "free"],
    additionalProperties: false,
  },
  "zod 4: email and integers with their own patterns": {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      email: {
        type: "string",
        format: "email",
        pattern:
          "^(?!\\.)(?!.*\\.\\.)([A-Za-z0-9_'+\\-\\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
      },
      id: {
        type: "string",
        format: "uuid",
        pattern:
          "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$",
      },
      count: { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 },
      day: {
        type: "string",
        format: "date",
        pattern:
          "^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$",
      },
    },
    required: ["email", "id", "count", "day"],
    additionalProperties: false,
  },
  "zod 4: discriminated union": {
    type: "object",
    properties: {
      action: {
        oneOf: [
          {
            type: "object",
            properties: { type: { type: "string", const: "click" }, x: { type: "integer" }, y: { type: "integer" } },
            required: ["type", "x", "y"],
            additionalProperties: false,
          },
          {
            type: "object",
            properties: { type: { type: "string", const: "type" }, text: { type: "string" } },
            required: ["type", "text"],
            additionalProperties: false,
          },
          {
            type: "object",
            properties: { type: { type: "string", const: "wait" } },
            required: ["type"],
            additionalProperties: false,
          },
        ],
      },
    },
    required: ["action"],
    additionalProperties: false,
  },
  "zod 4: recursive by __schema0": {
    type: "object",
    properties: { root: { $ref: "#/$defs/__schema0" } },
    required: ["root"],
    additionalProperties: false,
    $defs: {
      __schema0: {
        type: "object",
        properties: {
          name: { type: "string" },
          subcategories: { type: "array", items: { $ref: "#/$defs/__schema0" } },
        },
        required: ["name", "subcategories"],
        additionalProperties: false,
      },
    },
  },
  "TypeBox: intersect with unevaluatedProperties": {
    unevaluatedProperties: false,
    type: "object",
    allOf: [
      { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
      {
        type: "object",
        properties: { size: { type: "integer", multipleOf: 4, minimum: 4, maximum: 64 } },
        required: ["size"],
      },
    ],
  },
  "TypeBox: record and literals": {
    type: "object",
    required: ["headers", "method", "pattern"],
    properties: {
      headers: { type: "object", patternProperties: { "^(.*)$": { type: "string" } } },
      method: {
        anyOf: [
          { const: "GET", type: "string" },
          { const: "PUT", type: "string" },
        ],
      },
      pattern: { type: "string", pattern: "^v\\d+\\.\\d+\\.\\d+$" },
    },
  },
  "Vercel AI SDK: itinerary": {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: {
      days: {
        type: "array",
        minItems: 3,
        maxItems: 5,
        items: {
          type: "object",
          properties: {
            day: { type: "integer", minimum: 1 },
            stops: {
              type: "array",
              items: {
                type: "object",
                properties: {
                  name: { type: "string" },
                  minutes: { type: "number", multipleOf: 0.5, minimum: 10, maximum: 90 },
                },
                required: ["name", "minutes"],
                additionalProperties: false,
              },
            },
          },
          required: ["day", "stops"],
          additionalProperties: false,
        },
      },
    },
    required: ["days"],
    additionalProperties: false,
  },
  "Vercel AI SDK: element array": {
    type: "object",
    properties: { elements: { type: "array", items: { type: "string", enum: ["a", "b", "c"] } } },
    required: ["elements"],
    additionalProperties: false,
  },
  "MCP filesystem: edit_file": {
    type: "object",
    properties: {
      path: { type: "string" },
      edits: {
        type: "array",
        items: {
          type: "object",
          properties: {
            oldText: { type: "string", description: "Text to search for - must match exactly" },
            newText: { type: "string" },
          },
          required: ["oldText", "newText"],
          additionalProperties: false,
        },
      },
      dryRun: { type: "boolean", default: false },
    },
    required: ["path", "edits"],
    additionalProperties: false,
    $schema: "http://json-schema.org/draft-07/schema#",
  },
  "MCP GitHub: create_issue": {
    type: "object",
    properties: {
      owner: { type: "string", description: "Repository owner" },
      repo: { type: "string", description: "Repository name" },
      title: { type: "string" },
      assignees: { type: "array", items: { type: "string" } },
      labels: { type: "array", items: { type: "string" } },
      milestone: { type: "number" },
      page: { type: "number", minimum: 1 },
      perPage: { type: "number", minimum: 1, maximum: 100 },
    },
    required: ["owner", "repo", "title"],
  },
  "MCP memory: create_entities": {
    type: "object",
    properties: {
      entities: {
        type: "array",
        items: {
          type: "object",
          properties: {
            name: { type: "string" },
            entityType: { type: "string" },
            observations: { type: "array", items: { type: "string" } },
          },
          required: ["name", "entityType", "observations"],
        },
      },
    },
    required: ["entities"],
  },
  "MCP sequential thinking": {
    type: "object",
    properties: {
      thought: { type: "string" },
      nextThoughtNeeded: { type: "boolean" },
      thoughtNumber: { type: "integer", minimum: 1 },
      totalThoughts: { type: "integer", minimum: 1 },
      branchId: { type: "string" },
    },
    required: ["thought", "nextThoughtNeeded", "thoughtNumber", "totalThoughts"],
  },
  "MCP from OpenAPI: nullable and anyOf of required": {
    type: "object",
    properties: {
      filter: {
        type: "object",
        properties: {
          and: { type: "array", items: { $ref: "#/properties/filter" }, maxItems: 3 },
          property: { type: "string" },
          equals: { type: "string", nullable: true },
        },
        anyOf: [{ required: ["and"] }, { required: ["property", "equals"] }],
      },
      page_size: { type: "integer", format: "int32", minimum: 1, maximum: 100, default: 100 },
      start_cursor: { type: "string", format: "uuid" },
    },
    required: ["filter"],
  },
  "MCP Slack: dependent members": {
    type: "object",
    properties: {
      channel: { type: "string", pattern: "^[CDG][A-Z0-9]{8,}$" },
      text: { type: "string" },
      thread_ts: { type: "string", pattern: "^\\d{10}\\.\\d{6}$" },
      broadcast: { type: "boolean" },
    },
    required: ["channel"],
    dependentRequired: { broadcast: ["thread_ts"] },
    oneOf: [{ required: ["text"] }, { required: ["thread_ts"] }],
  },
  "conditional: payment": {
    type: "object",
    properties: {
      method: { enum: ["card", "transfer"] },
      card: { type: "string", pattern: "^[0-9]{16}$" },
      iban: { type: "string", minLength: 15, maxLength: 34 },
    },
    required: ["method"],
    if: { properties: { method: { const: "card" } }, required: ["method"] },
    then: { required: ["card"] },
    else: { required: ["iban"] },
  },
  "Strands: calculator": {
    type: "object",
    properties: {
      expression: { type: "string", description: "The mathematical expression to evaluate" },
      mode: { type: "string", enum: ["evaluate", "solve", "derive", "integrate", "limit", "series", "matrix"] },
      precision: { type: "integer" },
      force_numeric: { type: "boolean" },
    },
    required: ["expression"],
  },
  "computer use": {
    type: "object",
    properties: {
      action: { type: "string", enum: ["key", "type", "mouse_move", "left_click", "screenshot"] },
      coordinate: { type: "array", items: { type: "integer", minimum: 0 }, minItems: 2, maxItems: 2 },
      text: { type: "string" },
    },
    required: ["action"],
  },
  "strict structured output": {
    type: "object",
    properties: {
      steps: {
        type: "array",
        items: {
          type: "object",
          properties: { explanation: { type: "string" }, output: { type: "string" } },
          required: ["explanation", "output"],
          additionalProperties: false,
        },
      },
      final_answer: { type: "string" },
      confidence: { type: "number" },
    },
    required: ["steps", "final_answer", "confidence"],
    additionalProperties: false,
  },
};
