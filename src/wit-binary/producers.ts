import { BinaryWriter } from "./binary-writer.js";

/** The tool that a binary's `producers` section names as `processed-by`. */
export interface Producer {
  readonly name: string;
  readonly version: string;
}

/** Writes the `producers` custom section; nothing for `undefined`. */
export function writeProducers(writer: BinaryWriter, producer: Producer | undefined): void {
  if (producer === undefined) {
    return;
  }
  const fields = new BinaryWriter().u32(1).name("processed-by");
  fields.u32(1).name(producer.name).name(producer.version);
  writer.customSection("producers", fields.finish());
}
