/*
 * The types of arrays that this package allocates. From TypeScript 5.7 on `Int8Array` means `Int8Array<ArrayBufferLike>`, which may be
 * shared memory, so it cannot be transferred, put into a Blob or given to WebCrypto. The return type of `Int8Array.from` is
 * `Int8Array<ArrayBuffer>` there, and plain `Int8Array` in older versions.
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
 * T, but TypeScript does not infer T from the context that the result is used in. Else `new Blob([quantize(...)])` would infer the type
 * of an `out` that was not given. (TypeScript's own `NoInfer` needs 5.4.)
 *
 * @category Data
 */
export type NotInferred<T> = [T][T extends unknown ? 0 : never];

/**
 * The type of a result: that of `out`, or that of a new array if `out` was not given.
 *
 * @category Data
 */
export type OutOr<O, Made> = O extends undefined ? Made : NotInferred<O>;
