import { describeBlocks } from "../documentation/describe-blocks.ts";

// The blocks of the documentation that need clients which are not installed with the project.
describeBlocks("clients");
