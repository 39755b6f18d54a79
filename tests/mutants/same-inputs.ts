import fc from "fast-check";

// The same inputs for every mutant, so that two campaigns agree; and a mutant that is noticed needs no smallest example.
fc.configureGlobal({ seed: 20_261_124, endOnFailure: true });
