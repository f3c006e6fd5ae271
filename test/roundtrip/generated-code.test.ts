import { fc } from "../fast-check.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  argumentsOf,
  chosenFunctions,
  echoWorld,
  wrongArgumentsOf,
  wrongResultOf,
} from "./arbitrary-world.js";
import {
  expectEcho,
  expectHostTrap,
  expectRefused,
  makeGuest,
  type EchoGuest,
} from "./echo-guest.js";
import { isHostFunction } from "./echo-module.js";
import { echo } from "./guest-builder.js";
import {
  createOutputDirectory,
  generateWays,
  typeCheck,
  type OutputDirectory,
  type Variant,
  type Way,
} from "./generated-world.js";

/**
 * Values go to a guest and back through what `generate` writes. `ROUND_TRIPS` says how many worlds there are.
 */
const worldCount = Number(process.env["ROUND_TRIPS"] ?? 2);
const functionCount = 16;
const runs = { numRuns: 8 };

/** Each world is generated in two ways, every second one in the others. */
const variants: readonly (readonly Variant[])[] = [
  [
    { emit: "ts", results: "throw" },
    { emit: "js", results: "value" },
  ],
  [
    { emit: "ts", results: "value" },
    { emit: "js", results: "throw" },
  ],
];

let output: OutputDirectory;
beforeAll(async () => {
  output = await createOutputDirectory();
});
afterAll(async () => {
  await output[Symbol.asyncDispose]();
});

const chosen = chosenFunctions.map(({ name, types }) => echo(name, ...types));
const worlds = fc
  .sample(echoWorld(functionCount), { numRuns: worldCount })
  .map((world, i) => (i > 0 ? world : { ...world, functions: [...world.functions, ...chosen] }));

describe("generated code", { timeout: 60_000 }, () => {
  describe.each(worlds.map((world, index) => ({ world, index })))(
    "of world $index",
    ({ world, index }) => {
      let ways: Way[];
      let guests: EchoGuest[];
      const instantiate = async (): Promise<void> => {
        guests = await Promise.all(ways.map((way) => makeGuest(way, world)));
      };
      beforeAll(async () => {
        ways = await generateWays(output, `world${index}`, world, variants[index % 2] ?? []);
        await instantiate();
      }, 60_000);

      /** Tries arguments on all guests; after a failure, smaller ones are tried on new ones. */
      const check = async <Case>(
        cases: fc.Arbitrary<Case>,
        expectOf: (guest: EchoGuest, each: Case) => void,
        examples: readonly Case[] = [],
      ): Promise<void> => {
        const property = fc.asyncProperty(cases, async (each) => {
          try {
            guests.forEach((guest) => expectOf(guest, each));
          } catch (error) {
            await instantiate();
            throw error;
          }
        });
        await fc.assert(property, { ...runs, examples: examples.map((each) => [each]) });
      };

      test("gives back what it gets", async () => {
        for (const f of world.functions) {
          const examples = chosenFunctions.find(({ name }) => name === f.name)?.args;
          await check(argumentsOf(f), (guest, args) => expectEcho(guest, f, args), examples ?? []);
        }
      });

      test("names what is wrong among arguments", async () => {
        for (const f of world.functions) {
          await check(fc.tuple(wrongArgumentsOf(f), argumentsOf(f)), (guest, [wrong, args]) => {
            expectRefused(guest, f, wrong);
            expectEcho(guest, f, args);
          });
        }
      });

      test("traps on a wrong result of the host, and names what is wrong", async () => {
        for (const f of world.functions.filter(isHostFunction)) {
          const wrong = ways.flatMap((way) => {
            const results = f.type.result && wrongResultOf(f.type.result, way.results);
            return results === undefined ? [] : [results.map((result) => ({ way, result }))];
          });
          if (wrong.length > 0) {
            const property = fc.asyncProperty(
              fc.oneof(...wrong),
              argumentsOf(f),
              async ({ way, result }, args) => expectHostTrap(way, world, f, args, result),
            );
            await fc.assert(property, runs);
          }
        }
      });
    },
  );

  test("is accepted by the compiler", async () => {
    expect(await typeCheck(output.path)).toBe("");
  });
});
