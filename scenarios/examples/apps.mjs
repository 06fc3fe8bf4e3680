import { access } from "./access.mjs";
import { capacity } from "./capacity.mjs";
import { outages } from "./outages.mjs";

/** For each scenario an app that does well in it, and one that does not. */
export const apps = { ...access, ...capacity, ...outages };
