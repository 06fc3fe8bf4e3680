import { describeBehaviours } from "./behaviour-tests.ts";

describeBehaviours("java");
