import { describeBehaviours } from "./behaviour-tests.ts";

describeBehaviours("javascript");
