import { expect } from 'vitest';

/** Bytes as hexadecimal text, in which the tests write what a store holds. */
export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The bytes of such a text. */
export const fromHex = (text: string) => Buffer.from(text, 'hex');

/** Matches the error for bytes or text that break a store's format. */
export const formatError = expect.objectContaining({ code: 'ERR_LINQUANT_FORMAT' });
