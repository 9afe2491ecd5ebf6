import type { LinquantErrorCode } from 'linquant';

/*
 * Values that are wrong in many positions.
 */
const type = 'ERR_LINQUANT_INVALID_TYPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';

/**
 * A wrong value, what to call it, and the code of the error that it must get; `part` is what of the value the error
 * names, as `[1]`.
 */
export type Wrong = readonly [name: string, value: unknown, code: LinquantErrorCode, part?: string];

/** Wrong everywhere: no function takes any of these in any position (undefined only where nothing is required). */
export const wrongTypes: readonly Wrong[] = [
  ['null', null, type],
  ['a boolean', true, type],
  ['text', 'text', type],
  ['a number as text', '1', type],
  ['a BigInt', 1n, type],
  ['a symbol', Symbol('s'), type],
  ['a function', () => 1, type],
];

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A proxy whose every trap throws: looking at it runs the caller's code. */
const trapped = new Proxy(
  {},
  new Proxy(
    {},
    {
      get(_target, trap) {
        throw new Error(`the trap ${String(trap)} was run`);
      },
    },
  ),
);

export const proxies: readonly Wrong[] = [
  ['a proxy with traps', trapped, type],
  ['a revoked proxy', revoked(), type],
];

export const notNumbers: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['an array', [1], type],
  ['an object', {}, type],
];

/** Wrong where a number is required. */
export const noNumbers: readonly Wrong[] = [...notNumbers, ['undefined', undefined, type]];

/** Wrong where an object of options or parameters belongs. */
export const wrongObjects: readonly Wrong[] = [...wrongTypes, ['a number', 1, type]].filter(
  ([name]) => name !== 'a function',
) as Wrong[];

export const wrongFlags: readonly Wrong[] = [
  ...wrongTypes.filter(([, value]) => value !== true),
  ['a number', 1, type],
];

/** An array of holes: what walks over all of them does not come back. */
export function holes(): unknown[] {
  const array: unknown[] = [];
  array.length = 2 ** 32 - 1;
  return array;
}

/** Text that cannot be had. */
const noText = {
  toString() {
    throw new Error('toString was run');
  },
};

/** Wrong where an array, or one of numbers, belongs. */
export const noArrays: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['a number', 6, type],
  ['an object', {}, type],
  ['an array-like', { length: 2, 0: 1, 1: 1 }, type],
  ['an Int16Array', new Int16Array(2), type],
  ['a Buffer', Buffer.alloc(8), type],
  ['a Set', new Set([2, 3]), type],
];

/** Values for an element of an array, wrong everywhere. */
export const noElements: readonly (readonly [string, unknown])[] = [
  ...notNumbers.map(([name, value]) => [name, value] as const),
  ['undefined', undefined],
  ['an object without prototype', Object.create(null)],
  ['an object without text', noText],
];

/** Words of options: wrong where there is a list of them. */
export const words = (others: readonly string[]): readonly Wrong[] => [
  ...wrongTypes.filter(([, value]) => typeof value !== 'string'),
  ...proxies,
  ['a number', 2, type],
  ...[...others, 'toString', '__proto__', ''].map((word): Wrong => [`'${word}'`, word, option]),
];
