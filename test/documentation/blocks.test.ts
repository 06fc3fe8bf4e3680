import { describeBlocks } from "./describe-blocks.ts";

describeBlocks("unit");
