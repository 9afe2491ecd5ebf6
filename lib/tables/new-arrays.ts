/*
 * Arrays that this package makes. From TypeScript 5.7 on a plain `Int8Array` may lie in shared memory, which cannot be
 * transferred, put into a Blob or given to WebCrypto; the type that `from` returns may not, and every TypeScript from 5.0 on
 * knows it.
 */

/**
 * An Int8Array in an ArrayBuffer of its own.
 *
 * @category Data
 */
export type NewInt8Array = ReturnType<Int8ArrayConstructor['from']>;

/**
 * A Uint8Array in an ArrayBuffer of its own.
 *
 * @category Data
 */
export type NewUint8Array = ReturnType<Uint8ArrayConstructor['from']>;

/**
 * An Int16Array in an ArrayBuffer of its own.
 *
 * @category Data
 */
export type NewInt16Array = ReturnType<Int16ArrayConstructor['from']>;

/**
 * A Uint16Array in an ArrayBuffer of its own.
 *
 * @category Data
 */
export type NewUint16Array = ReturnType<Uint16ArrayConstructor['from']>;

/**
 * An Int32Array in an ArrayBuffer of its own.
 *
 * @category Data
 */
export type NewInt32Array = ReturnType<Int32ArrayConstructor['from']>;

/**
 * A Uint32Array in an ArrayBuffer of its own.
 *
 * @category Data
 */
export type NewUint32Array = ReturnType<Uint32ArrayConstructor['from']>;

/**
 * A Float32Array in an ArrayBuffer of its own.
 *
 * @category Data
 */
export type NewFloat32Array = ReturnType<Float32ArrayConstructor['from']>;

/**
 * A Float64Array in an ArrayBuffer of its own.
 *
 * @category Data
 */
export type NewFloat64Array = ReturnType<Float64ArrayConstructor['from']>;

/**
 * T, which TypeScript does not infer from the place where a result goes: where a Blob is made of it, an `out` that was not
 * given would be taken for anything that a Blob takes. (`NoInfer` is TypeScript 5.4's.)
 *
 * @category Data
 */
export type NotInferred<T> = [T][T extends unknown ? 0 : never];

/**
 * The output that was given, or what is made without one.
 *
 * @category Data
 */
export type OutOr<O, Made> = O extends undefined ? Made : NotInferred<O>;
