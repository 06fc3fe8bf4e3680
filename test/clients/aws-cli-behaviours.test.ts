import { describeFrameworks } from "./framework-tests.ts";

describeFrameworks("shell");
