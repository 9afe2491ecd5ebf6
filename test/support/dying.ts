/** Takes the memory away from a view. */
export function detach({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
}

/** An `out` whose prototype runs code when it is asked whether it is a Buffer, which is after x was checked. */
export function outThat(run: () => void, length: number): Uint8Array {
  const prototype = new Proxy(Buffer.prototype, {
    getPrototypeOf: () => {
      run();
      return Buffer.prototype;
    },
  });
  return Object.setPrototypeOf(new Uint8Array(length), prototype) as Uint8Array;
}
