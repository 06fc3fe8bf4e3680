import { writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "./json-schema.ts";

/** Writes scenarios/scenario.schema.json anew: `npm run schema`. */
const file = new URL("../../scenarios/scenario.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
