// What chevrotain uses of lodash, for the bundle of the command line: in a run of a few hundred milliseconds, loading
// lodash and going through its layers takes as long as parsing does. Collections are arrays or plain objects here.

const own = Object.prototype.hasOwnProperty;

/** Elements, and what they are called. */
const entries = (collection) =>
  Array.isArray(collection)
    ? collection.map((value, index) => [value, index])
    : Object.keys(collection ?? {}).map((key) => [collection[key], key]);
/** A function, or what reads the property of that name. */
const reader = (read) => (typeof read === "function" ? read : (value) => value[read]);

export const isArray = Array.isArray;
export const isFunction = (value) => typeof value === "function";
export const isObject = (value) =>
  typeof value === "function" || (typeof value === "object" && value !== null);
export const isRegExp = (value) => value instanceof RegExp;
export const isString = (value) => typeof value === "string";
export const isUndefined = (value) => value === undefined;
export const isEmpty = (value) => (value?.length ?? Object.keys(value ?? {}).length) === 0;
export const identity = (value) => value;
export const noop = () => undefined;

export const assign = Object.assign;
export const clone = (value) => (Array.isArray(value) ? [...value] : { ...value });
export const defaults = (target, source) => {
  for (const key of Object.keys(source)) {
    if (target[key] === undefined) {
      target[key] = source[key];
    }
  }
  return target;
};
export const has = (object, key) =>
  object !== null && object !== undefined && own.call(object, key);
export const keys = (object) => Object.keys(object ?? {});
export const pickBy = (object, test) => {
  const picked = {};
  for (const key of Object.keys(object)) {
    if (test(object[key], key)) {
      picked[key] = object[key];
    }
  }
  return picked;
};
export const values = (object) => Object.values(object ?? {});

export const forEach = (collection, action) => {
  if (Array.isArray(collection)) {
    for (let index = 0; index < collection.length; index++) {
      if (action(collection[index], index, collection) === false) {
        break;
      }
    }
  } else {
    for (const key of Object.keys(collection ?? {})) {
      if (action(collection[key], key, collection) === false) {
        break;
      }
    }
  }
  return collection;
};
export const map = (collection, read) => {
  const readOne = reader(read);
  return entries(collection).map(([value, key]) => readOne(value, key));
};
export const filter = (collection, test) =>
  entries(collection).flatMap(([value, key]) => (test(value, key) ? [value] : []));
export const reject = (collection, test) => filter(collection, (value, key) => !test(value, key));
export const find = (collection, test) =>
  entries(collection).find(([value, key]) => test(value, key))?.[0];
export const some = (collection, test) =>
  entries(collection).some(([value, key]) => test(value, key));
export const every = (collection, test) =>
  entries(collection).every(([value, key]) => test(value, key));
export const reduce = (collection, combine, start) =>
  entries(collection).reduce((result, [value, key]) => combine(result, value, key), start);
export const includes = (collection, value) => values(collection).includes(value);
export const indexOf = (list, value) => list.indexOf(value);
export const flatMap = (collection, read) => map(collection, read).flat();
export const groupBy = (collection, read) => {
  const groups = {};
  for (const [value] of entries(collection)) {
    (groups[read(value)] ??= []).push(value);
  }
  return groups;
};

export const compact = (list) => list.filter(Boolean);
export const difference = (list, without) => list.filter((value) => !without.includes(value));
export const drop = (list, count = 1) => list.slice(count);
export const dropRight = (list, count = 1) => list.slice(0, Math.max(0, list.length - count));
export const first = (list) => list?.[0];
export const flatten = (list) => list.flat();
export const last = (list) => list?.at(-1);
export const uniq = (list) => [...new Set(list)];
export const upperFirst = (text) => text.charAt(0).toUpperCase() + text.slice(1);
