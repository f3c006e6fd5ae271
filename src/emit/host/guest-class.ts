import type {
  ClassDeclarationStructure,
  FunctionDeclarationStructure,
  InterfaceDeclarationStructure,
  MethodSignatureStructure,
  OptionalKind,
} from "ts-morph";
import { bracketed, printDoc, type Doc } from "../../abi/doc.js";
import type { NamedFunction, ResourceFunctions } from "../function-names.js";
import { functionSignature, type FunctionSignature } from "../function-signature.js";
import { runtimeType, runtimeValue, typeReference, type ModuleBuilder } from "../module-builder.js";
import { isIdentifierName, methodKey } from "../names.js";
import { structureKinds } from "../structure-kinds.js";
import { signatureDoc } from "../../abi/type-layout.js";
import type { GuestClassNames } from "./host-glue.js";

type ClassStatement =
  InterfaceDeclarationStructure | ClassDeclarationStructure | FunctionDeclarationStructure;
type Methods = OptionalKind<MethodSignatureStructure>[];

/**
 * The class of a guest's resource: one with the methods at module scope, and a function that makes the subclass of an
 * instance, with the constructor and the static functions.
 */
export function guestClass(
  builder: ModuleBuilder,
  resource: ResourceFunctions,
  names: GuestClassNames,
): ClassStatement[] {
  const resourceName = typeReference(builder, resource.type);
  const methods = signatures(builder, resource.methods);
  const statics = signatures(builder, resource.statics);
  const construct =
    resource.constructor === undefined
      ? undefined
      : functionSignature(builder, resource.constructor, "exports");
  const hasFunctions = methods.length > 0 || statics.length > 0 || construct !== undefined;
  return [
    ...(hasFunctions ? [functionsType(names, resourceName, methods, statics, construct)] : []),
    {
      kind: structureKinds.class,
      docs: [`The methods of {@link ${resourceName}}, the same for each instance.`],
      name: names.handle,
      extends: runtimeValue(builder, "GuestResource"),
      methods: methods.map(({ key, signature }) => ({
        name: key,
        hasOverrideKeyword: key in Object.prototype,
        parameters: [...signature.parameters],
        returnType: signature.returnType,
        statements: [methodBody(builder, names, key, signature)],
      })),
    },
    bindFunction(builder, resourceName, names, statics, construct, hasFunctions),
  ];
}

interface NamedSignature {
  readonly key: string;
  readonly signature: FunctionSignature;
}

function signatures(builder: ModuleBuilder, functions: readonly NamedFunction[]): NamedSignature[] {
  return functions.map(({ key, item }) => ({
    key,
    signature: functionSignature(builder, item, "exports"),
  }));
}

/** The functions of one instance, as glue gives them: methods take the object first, the constructor gives a number. */
function functionsType(
  names: GuestClassNames,
  resourceName: string,
  methods: readonly NamedSignature[],
  statics: readonly NamedSignature[],
  construct: FunctionSignature | undefined,
): ClassStatement {
  // A method of that name would be taken for a mistake.
  const properties =
    construct === undefined
      ? []
      : [{ name: "constructor", isReadonly: true, type: functionText(construct, "number") }];
  const members: Methods = [];
  for (const { key, signature } of methods) {
    const self = { name: freeName("self", signature), type: resourceName };
    const { returnType } = signature;
    members.push({ name: methodKey(key), parameters: [self, ...signature.parameters], returnType });
  }
  for (const { key, signature } of statics) {
    const { parameters, returnType } = signature;
    members.push({ name: methodKey(key), parameters, returnType });
  }
  return {
    kind: structureKinds.interface,
    docs: [`The functions of {@link ${resourceName}} in one instance.`],
    name: names.functions,
    properties,
    methods: members,
  };
}

function functionText({ parameters }: FunctionSignature, result: string): string {
  return `(${parameters.map(({ name, type }) => `${name}: ${String(type)}`).join(", ")}) => ${result}`;
}

function freeName(wanted: string, { parameters }: FunctionSignature): string {
  return parameters.some(({ name }) => name === wanted) ? `${wanted}_2` : wanted;
}

function methodBody(
  builder: ModuleBuilder,
  names: GuestClassNames,
  key: string,
  signature: FunctionSignature,
): string {
  const functionsOf = runtimeValue(builder, "functionsOf");
  const typeArguments = builder.options.emit === "js" ? "" : `<${names.functions}>`;
  const start = `${functionsOf}${typeArguments}(this)${member(key)}`;
  return printDoc(callStatement(start, ["this", ...argumentNames(signature)], signature), 4);
}

function bindFunction(
  builder: ModuleBuilder,
  resourceName: string,
  names: GuestClassNames,
  statics: readonly NamedSignature[],
  construct: FunctionSignature | undefined,
  hasFunctions: boolean,
): ClassStatement {
  const noConstructor = (): string => `${runtimeValue(builder, "noConstructor")}(type)`;
  const superCall: Doc =
    construct === undefined ? `super(type, ${noConstructor()});` : superCallDoc(construct);
  const members = [
    memberText(builder, "constructor", construct?.parameters ?? [], "", superCall),
    ...statics.map(({ key, signature }) =>
      memberText(
        builder,
        staticHead(builder, key),
        signature.parameters,
        signature.returnType,
        callStatement(`functions${member(key)}`, argumentNames(signature), signature),
      ),
    ),
  ];
  const usesFunctions = construct !== undefined || statics.length > 0;
  const parameters = [{ name: "type", type: runtimeType(builder, "ResourceType") }];
  if (usesFunctions && hasFunctions) {
    parameters.push({ name: "functions", type: names.functions });
  }
  return {
    kind: structureKinds.function,
    docs: [`Makes the class of {@link ${resourceName}} for one instance.`],
    name: names.bind,
    parameters,
    returnType: runtimeType(builder, "ResourceClass"),
    statements: [
      `const ${resourceName} = class extends ${names.handle} {\n${members.join("\n\n")}\n};\nreturn ${resourceName};`,
    ],
  };
}

/** The compiler takes what every function has for members of the class that is extended. */
function staticHead({ options: { emit } }: ModuleBuilder, key: string): string {
  return emit !== "js" && key in Function.prototype ? `static override ${key}` : `static ${key}`;
}

function superCallDoc(construct: FunctionSignature): Doc {
  const call = ["functions.constructor", bracketed("(", argumentNames(construct), ")")];
  return ["super", bracketed("(", ["type", call], ")"), ";"];
}

/** A member of the class in the function: its body stands three levels deep. */
function memberText(
  { options: { emit } }: ModuleBuilder,
  start: string,
  parameters: FunctionSignature["parameters"],
  returnType: string,
  body: Doc,
): string {
  const params = parameters.map(({ name, type }) => ({
    name,
    type: typeof type === "string" && emit !== "js" ? type : "",
  }));
  const head = printDoc([signatureDoc(start, params, emit === "js" ? "" : returnType), " {"], 4);
  const text = printDoc(body, 6);
  return [...indentLines(head, 2), ...indentLines(text, 4), "  }"].join("\n");
}

function indentLines(text: string, columns: number): string[] {
  return text.split("\n").map((each) => (each === "" ? each : " ".repeat(columns) + each));
}

/** `return call(…);`, or `call(…);` where there is nothing to return. */
function callStatement(start: string, args: readonly string[], signature: FunctionSignature): Doc {
  const call: Doc = [start, bracketed("(", args, ")"), ";"];
  return signature.returnType === "void" ? call : ["return ", call];
}

function argumentNames({ parameters }: FunctionSignature): string[] {
  return parameters.map(({ name }) => name);
}

function member(key: string): string {
  return isIdentifierName(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
