import fc from "fast-check";

// The same values in each run, so that what fails was broken by a change. `SEED=2 npm test` tries others.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["SEED"] ?? 1) });

export { fc };
