import fc from "fast-check";

// One seed for every property, so that a run tests what the run before it tested.
fc.configureGlobal({ seed: 20_260_101, numRuns: 300 });

export { fc };
