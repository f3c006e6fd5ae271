import { ComponentError } from "wit-ts/runtime";
import { instantiate } from "../../../examples/calculator/src/generated/calculator.js";

// The calculator through its generated world module.
using calculator = await instantiate(fetch("/calculator.wasm"), {
  "docs:calculator/log": {
    log: (message) => {
      console.log(`log: ${message}`);
    },
  },
});
const { operations } = calculator;
console.log(`0.1 + 0.2 = ${operations.add(0.1, 0.2)}`);
try {
  operations.divide(1, 0);
} catch (error) {
  console.log(error instanceof ComponentError ? JSON.stringify(error.payload) : String(error));
}
using history = new operations.History("größe");
history.calculate({ left: 3, operator: "multiply", right: 60 });
console.log(`the last gives ${history.last()?.value}`);
console.log("end");
