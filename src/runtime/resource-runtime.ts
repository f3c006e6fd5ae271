// What glue of functions with handles calls.
export { checkBorrows } from "./borrows.js";
export {
  lendGuestBorrow,
  liftGuestBorrow,
  liftGuestOwn,
  lowerGuestBorrow,
  lowerGuestOwn,
  transferGuestOwn,
} from "./guest-handles.js";
export { borrowRepresentation } from "./guest-resource.js";
export {
  endLends,
  lendHandle,
  liftBorrowRepresentation,
  liftOwnRepresentation,
  lowerBorrowRepresentation,
  lowerOwnRepresentation,
} from "./handles.js";
export { lowerHostBorrow, lowerHostOwn, transferHostOwn } from "./host-handles.js";
export { keepTransfers } from "./transfers.js";
