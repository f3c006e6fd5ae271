import type { AbiType } from "../../src/abi/abi-type.js";
import { alignment, discriminantType, maxCaseAlignment } from "../reference/alignment.js";
import { contains, despecialize } from "../reference/despecialize.js";
import { alignTo, elemSize } from "../reference/element-size.js";
import type { Bytes } from "./bytes.js";
import { op } from "./core-module.js";

/** An address in the guest's memory: a local plus an offset. */
interface Place {
  readonly local: number;
  readonly offset: number;
}

/** What {@link dropHandles} needs to know of the function that it emits code for. */
export interface DropContext {
  /** The index of the function that drops a handle; `undefined` for one to keep. */
  readonly dropOf: (type: AbiType) => number | undefined;
  /** Adds an i32 local and gives its index. */
  readonly newLocal: () => number;
}

/** Emits code that drops handles in a value in memory, wherever they are in it. */
export function dropHandles(type: AbiType, place: Place, context: DropContext): Bytes {
  if (!contains(type, (part) => context.dropOf(part) !== undefined)) {
    return [];
  }
  const t = despecialize(type);
  const at = (offset: number): Place => ({ ...place, offset: place.offset + offset });
  switch (t.kind) {
    case "own":
    case "borrow":
      return [...load(4, place), ...op.call(context.dropOf(t) ?? -1)];
    case "list": {
      const { element, length } = t;
      const size = elemSize(element, "i32");
      return length === undefined
        ? dropElements(element, size, place, context)
        : Array.from({ length }, (_, i) => dropHandles(element, at(i * size), context)).flat();
    }
    case "record": {
      let offset = 0;
      return t.fields.flatMap((field) => {
        offset = alignTo(offset, alignment(field.type, "i32"));
        const code = dropHandles(field.type, at(offset), context);
        offset += elemSize(field.type, "i32");
        return [...code];
      });
    }
    case "variant": {
      const width = elemSize(discriminantType(t.cases), "i32");
      const payload = at(alignTo(width, maxCaseAlignment(t.cases, "i32")));
      return t.cases.flatMap((c, index) =>
        c.type === undefined
          ? []
          : [
              ...load(width, place),
              ...op.i32Const(index),
              ...op.i32Eq,
              ...op.if_,
              ...dropHandles(c.type, payload, context),
              ...op.end,
            ],
      );
    }
    default:
      return [];
  }
}

function load(bytes: number, { local, offset }: Place): Bytes {
  return [...op.localGet(local), ...op.load(bytes, offset)];
}

function dropElements(element: AbiType, size: number, list: Place, context: DropContext): Bytes {
  const cursor = context.newLocal();
  const end = context.newLocal();
  return [
    ...load(4, list),
    ...op.localTee(cursor),
    ...load(4, { ...list, offset: list.offset + 4 }),
    ...op.i32Const(size),
    ...op.i32Mul,
    ...op.i32Add,
    ...op.localSet(end),
    ...op.loop,
    ...op.localGet(cursor),
    ...op.localGet(end),
    ...op.i32LtU,
    ...op.if_,
    ...dropHandles(element, { local: cursor, offset: 0 }, context),
    ...op.localGet(cursor),
    ...op.i32Const(size),
    ...op.i32Add,
    ...op.localSet(cursor),
    ...op.br(1),
    ...op.end,
    ...op.end,
  ];
}
