/*
 * The files of this folder say what must compile and what must not. They are never run: `npm run lint` (tsc --build)
 * checks them, and an expected error that does not come is an error.
 */

/** Whether two types are the same; unlike assignability this tells `any`, `readonly` and optional apart. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `exact<T>()(value)` compiles only where the type of `value` is T to the letter. */
export declare function exact<Wanted>(): <Given>(
  given: Given,
  ...differs: Equal<Given, Wanted> extends true ? [] : [never]
) => void;

declare const anything: unknown;
exact<Uint8Array>()(new Uint8Array(1) as Uint8Array);
// @ts-expect-error assignable, but not the same
exact<ArrayBufferView>()(new Uint8Array(1) as Uint8Array);
// @ts-expect-error readonly on one side
exact<{ readonly a: 1 }>()(anything as { a: 1 });
// @ts-expect-error optional on one side
exact<{ a?: 1 }>()(anything as { a: 1 | undefined });
// @ts-expect-error any is not number
exact<number>()(JSON.parse('1'));
