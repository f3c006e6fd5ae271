// What glue of functions with handles calls.
export {
  checkBorrows,
  endLends,
  lendHandle,
  liftBorrow,
  liftBorrowRepresentation,
  liftOwn,
  liftOwnRepresentation,
  lowerBorrow,
  lowerBorrowRepresentation,
  lowerOwn,
  lowerOwnRepresentation,
  transferOwn,
} from "./handles.js";
export { keepTransfers } from "./transfers.js";
