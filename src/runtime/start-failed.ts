import { isTrap, makeTrap } from "./trap.js";

/** Traps because a core module could not be instantiated: whatever its start function throws ends there. */
export function startFailed(error: unknown): never {
  throw isTrap(error) ? error : makeTrap("T95", "a core module did not instantiate", error);
}
