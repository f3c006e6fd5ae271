import { UnsupportedError } from "../component/errors.js";
import type { ComponentModel } from "../component/model.js";
import { validateComponent } from "../component/validate/validate.js";

/**
 * Validates a component as far as that is possible: what it does inside may be more than wit-ts runs (64-bit
 * memories, say), and its WIT can be read all the same.
 *
 * @throws InvalidComponentError if it is not valid.
 */
export function checkComponent(component: ComponentModel): void {
  try {
    validateComponent(component);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) {
      throw error;
    }
  }
}
