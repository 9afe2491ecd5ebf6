/** Takes the memory away from a view. Once: a getter may be read again, and Node 22 refuses to transfer twice. */
export function detach(view: { readonly buffer: ArrayBufferLike }): void {
  const buffer: ArrayBufferLike & { readonly detached?: boolean } = view.buffer;
  if (buffer.detached) return;
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
