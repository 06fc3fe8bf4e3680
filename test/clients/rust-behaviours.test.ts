import { describeBehaviours } from "./behaviour-tests.ts";

describeBehaviours("rust");
