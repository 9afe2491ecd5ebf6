/** Takes the memory away from a view. Once: a getter may be read again, and Node 22 refuses to transfer twice. */
export function detach(view: { readonly buffer: ArrayBufferLike }): void {
  const buffer: ArrayBufferLike & { readonly detached?: boolean } = view.buffer;
  if (buffer.detached) return;
  structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
}

/** Options that run code when their `out` is read: within the call, but before anything is checked. */
export function optionsThat(run: () => void, options: Readonly<Record<string, unknown>>): object {
  const { out, ...others } = options;
  const get = () => {
    run();
    return out;
  };
  return Object.defineProperty(others, 'out', { get, enumerable: true });
}

/** A Uint8Array that would run code if it were asked whether it is an instance of Buffer. */
export function arrayThat(run: () => void, length: number): Uint8Array {
  const prototype = new Proxy(Buffer.prototype, {
    getPrototypeOf: () => {
      run();
      return Buffer.prototype;
    },
  });
  return Object.setPrototypeOf(new Uint8Array(length), prototype) as Uint8Array;
}
