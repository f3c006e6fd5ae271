import type { ResourceType } from "./resource-type.js";
import { guestThrew } from "./trap.js";

/** Calls the guest's destructor, if there is one; whatever it throws is a trap. */
export function callDestructor({ name, destructor }: ResourceType, representation: number): void {
  try {
    destructor?.(representation);
  } catch (error) {
    throw guestThrew(`the destructor of ${name}`, error);
  }
}
