import { bytesOf } from './data.js';

/** What a call gave: its value, or the code and message of its error, which must be one of the package's. */
export function outcome(call: () => unknown): unknown {
  try {
    return { value: call() };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!code?.startsWith('ERR_LINQUANT_')) throw error;
    return { code, message };
  }
}

/** What a result holds now, as text: it may lie in memory that the next call writes to. */
export function copyOf(result: unknown): string {
  return JSON.stringify(result, (_key, value) =>
    ArrayBuffer.isView(value) ? bytesOf(value).toString('latin1') : value,
  );
}
