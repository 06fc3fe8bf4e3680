import { createMemoryStore } from "../../emulator/state/memory-store.ts";
import { describeStore } from "./store-contract.ts";

describeStore("the memory engine", createMemoryStore);
