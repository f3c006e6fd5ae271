/**
 * The version of the contract between generated code and this runtime. Generated code imports the name of the version
 * that it was written for: an import that fails says that code and runtime do not fit.
 */
export const contract1 = 1;
