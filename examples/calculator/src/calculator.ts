import { readFile } from "node:fs/promises";
import { isComponentError } from "wit-ts/runtime";
import { instantiate } from "./generated/calculator.js";
import { isCalculationError } from "./generated/exports/docs-calculator-operations.js";

const source = await readFile(new URL("../calculator.wasm", import.meta.url));

// Everything the component can do to the outside: call this function.
using calculator = await instantiate(source, {
  "docs:calculator/log": {
    log: (message) => {
      console.log(`log: ${message}`);
    },
  },
});
const { add, divide, squareRoot, History } = calculator.operations;

console.log(`0.1 + 0.2 = ${add(0.1, 0.2)}`);
console.log(`1 / 4 = ${divide(1, 4)}`);
console.log(`√2 = ${squareRoot(2)}`);

// A WIT `result` returns its ok value and throws its error value.
try {
  divide(1, 0);
} catch (error) {
  if (isComponentError(error, isCalculationError)) {
    console.log(`1 / 0: ${error.payload.tag}`);
  }
}

// A WIT resource is a class; its instances live in the component until they are disposed.
using budget = new History("budget");
budget.calculate({ left: 1200, operator: "subtract", right: 850 });
budget.calculate({ left: 1e300, operator: "multiply", right: 1e300 });
for (const { calculation, value, note } of budget.entries()) {
  const { left, operator, right } = calculation;
  console.log(`${operator}(${left}, ${right}) = ${value}${note === undefined ? "" : `, ${note}`}`);
}

using trip = new History("trip");
trip.calculate({ left: 3, operator: "multiply", right: 60 });
using both = History.join("both", budget, trip);
console.log(`${both.entries().length} entries, the last gives ${both.last()?.value}`);
