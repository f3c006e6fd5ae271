/** The version of wit-ts, equal to the one in package.json. */
export const toolVersion = "0.1.0";
