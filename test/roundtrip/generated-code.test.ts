import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { argumentsOf, echoWorld, wrongArgumentsOf, wrongResultOf } from "./arbitrary-world.js";
import {
  expectEcho,
  expectHostTrap,
  expectRefused,
  makeGuest,
  type EchoGuest,
} from "./echo-guest.js";
import { isHostFunction } from "./echo-module.js";
import {
  createOutputDirectory,
  generateWays,
  typeCheck,
  type OutputDirectory,
  type Way,
} from "./generated-world.js";

/**
 * Values go to a guest and back through what `generate` writes. `ROUND_TRIPS` says how many worlds there are, `SEED` which;
 * a failure prints the seed.
 */
const worldCount = Number(process.env["ROUND_TRIPS"] ?? 2);
const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const functionCount = 20;
const runs = { numRuns: 8, seed };

let output: OutputDirectory;
beforeAll(async () => {
  output = await createOutputDirectory();
});
afterAll(async () => {
  await output[Symbol.asyncDispose]();
});

const worlds = fc.sample(echoWorld(functionCount), { seed, numRuns: worldCount });

describe(`generated code, seed ${seed}`, { timeout: 60_000 }, () => {
  describe.each(worlds.map((world, index) => ({ world, index })))(
    "of world $index",
    ({ world, index }) => {
      let ways: Way[];
      let guests: EchoGuest[];
      const instantiate = async (): Promise<void> => {
        guests = await Promise.all(ways.map((way) => makeGuest(way, world)));
      };
      beforeAll(async () => {
        ways = await generateWays(output, `world${index}`, world);
        await instantiate();
      }, 60_000);

      /** Tries arguments on all guests; after a failure, smaller ones are tried on new ones. */
      const check = async <Case>(
        cases: fc.Arbitrary<Case>,
        expectOf: (guest: EchoGuest, each: Case) => void,
      ): Promise<void> => {
        const property = fc.asyncProperty(cases, async (each) => {
          try {
            guests.forEach((guest) => expectOf(guest, each));
          } catch (error) {
            await instantiate();
            throw error;
          }
        });
        await fc.assert(property, runs);
      };

      test("gives back what it gets", async () => {
        for (const f of world.functions) {
          await check(argumentsOf(f), (guest, args) => expectEcho(guest, f, args));
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
