// What the functions for files take and give, by their types.
import {
  type BatchesOptions,
  createNpy,
  createSafetensors,
  type NewTensor,
  type NpyFile,
  type NpyOptions,
  type NpyWriter,
  openNpy,
  openSafetensors,
  parseNpy,
  parseSafetensors,
  type QuantizedTensor,
  quantizeTensors,
  readNpy,
  readSafetensors,
  type Safetensors,
  type SafetensorsFile,
  type SafetensorsInput,
  type SafetensorsOptions,
  type SafetensorsWriter,
  type StoredTensor,
  type Tensor,
  type TensorArray,
  type TensorBatch,
  type TensorDtype,
  type TensorInput,
  type WriteOptions,
  writeNpy,
  writeSafetensors,
} from 'linquant/formats';
import { exact } from './exact.js';

exact<Promise<QuantizedTensor[]>>()(
  quantizeTensors('x.safetensors', 'y.safetensors', {
    choose: (name, { shape }) =>
      name === 'w' ? { dtype: 'int4', axis: shape.length - 1, blockSize: 32 } : undefined,
  }),
);
quantizeTensors('x.safetensors', 'y.safetensors', {
  choose: () => ({ dtype: 'int8', axis: 0, range: { min: [0, 0], max: Float32Array.of(1, 2) } }),
});
// @ts-expect-error a range has two ends
quantizeTensors('x.safetensors', 'y.safetensors', { choose: () => ({ dtype: 'int8', range: { min: 0 } }) });
// @ts-expect-error no such dtype
quantizeTensors('x.safetensors', 'y.safetensors', { choose: () => ({ dtype: 'int32' }) });

// What is read.
const tensor = parseNpy(Buffer.alloc(1));
exact<Tensor>()(tensor);
exact<Tensor>()(parseNpy(new Uint8Array(1), 'name'));
exact<Promise<Tensor>>()(readNpy('x.npy'));
exact<Promise<Tensor>>()(readNpy('x.npy', { dtype: 'bfloat16' }));
exact<Tensor>()(parseNpy(new Uint8Array(1), undefined, { dtype: undefined }));
exact<TensorDtype | 'unknown'>()(tensor.dtype);
exact<string | undefined>()(tensor.fileDtype);
exact<TensorArray>()(tensor.toTypedArray());
exact<readonly number[]>()(tensor.shape);
exact<Buffer>()(tensor.data);
exact<Float32Array>()(tensor.toFloat32Array());
const file = parseSafetensors(Buffer.alloc(1), 'name');
exact<Safetensors>()(file);
exact<Promise<Safetensors>>()(readSafetensors('x.safetensors'));
const options: SafetensorsOptions = { maxHeaderBytes: 1000 };
exact<Promise<Safetensors>>()(readSafetensors('x.safetensors', options));
exact<Safetensors>()(parseSafetensors(Buffer.alloc(1), undefined, options));
exact<Tensor | undefined>()(file.tensors.get('x'));
exact<string | undefined>()(file.metadata.get('x'));

// @ts-expect-error a tensor is for reading
tensor.data = Buffer.alloc(1);
// @ts-expect-error so is its shape
tensor.shape[0] = 1;
// @ts-expect-error a promise is no tensor
readNpy('x.npy').data.toString();
// @ts-expect-error a path is a string
readNpy(new URL('file:///x.npy'));
// @ts-expect-error an unknown option
readNpy('x.npy', { start: 0 });
// @ts-expect-error NumPy's name of a type
readNpy('x.npy', { dtype: '<V2' });
// @ts-expect-error no path
readNpy();
// @ts-expect-error a path is a string
readSafetensors(Buffer.from('x'));
// @ts-expect-error bytes, no path
parseNpy('x.npy');
// @ts-expect-error bytes in a view
parseNpy(new ArrayBuffer(1));
// @ts-expect-error bytes, no floats
parseSafetensors(new Float32Array(1));
// @ts-expect-error a name is a string
parseSafetensors(Buffer.alloc(1), 1);
// @ts-expect-error an unknown option
readSafetensors('x', { maxHeader: 1 });
// @ts-expect-error options are the third argument
parseSafetensors(Buffer.alloc(1), options);
// @ts-expect-error a Map, no object
file.tensors.x?.toString();

// What is written.
const input: TensorInput = { dtype: 'int8', shape: [2], data: new Int8Array(2) };
const tensors = new Map([['x', input]]);
exact<Promise<void>>()(writeNpy('x.npy', input));
exact<Promise<void>>()(writeNpy('x.npy', tensor));
exact<Promise<void>>()(writeNpy('x.npy', tensor, { atomic: false }));
exact<Promise<void>>()(writeSafetensors('x', { tensors }, { atomic: undefined }));
const both: WriteOptions & NpyOptions = { atomic: true, dtype: 'bfloat16' };
exact<Promise<void>>()(writeSafetensors('x', { tensors }));
exact<Promise<void>>()(writeSafetensors('x', { tensors, metadata: new Map([['a', 'b']]) }));
exact<Promise<void>>()(writeSafetensors('x', file));
const content: SafetensorsInput = file;
const wide: TensorInput = { dtype: 'bfloat16', shape: [], data: Buffer.alloc(2) };

// @ts-expect-error what is to be written is for reading
input.dtype = 'uint8';
// @ts-expect-error no tensor
writeNpy('x.npy');
// @ts-expect-error an unknown option
writeNpy('x.npy', tensor, { mode: 0o644 });
// @ts-expect-error a flag
writeSafetensors('x', { tensors }, { atomic: 'no' });
// @ts-expect-error no shape
writeNpy('x.npy', { dtype: 'int8', data: new Int8Array(2) });
// @ts-expect-error an unknown type
writeNpy('x.npy', { dtype: 'int4', shape: [2], data: new Int8Array(2) });
// @ts-expect-error NumPy's name of a type
writeNpy('x.npy', { dtype: '<f4', shape: [2], data: new Float32Array(2) });
// @ts-expect-error data in a view
writeNpy('x.npy', { dtype: 'int8', shape: [2], data: [1, 2] });
// @ts-expect-error a misspelt property
writeNpy('x.npy', { dtype: 'int8', shape: [2], data: new Int8Array(2), order: 'C' });
// @ts-expect-error an object, no Map
writeSafetensors('x', { tensors: { x: input } });
// @ts-expect-error metadata is text
writeSafetensors('x', { tensors, metadata: new Map([['a', 1]]) });
// @ts-expect-error a Map without its name
writeSafetensors('x', tensors);
// @ts-expect-error no content
writeSafetensors('x');

// What is read and written in pieces.
export async function pieces(): Promise<void> {
  const npy = await openNpy('x.npy', { dtype: 'bfloat16' });
  exact<NpyFile>()(npy);
  exact<TensorDtype>()(npy.dtype);
  exact<Promise<Tensor>>()(npy.rows(0, 1));
  exact<Promise<Tensor>>()(npy.rows(0, 1, { into: new Float32Array(new SharedArrayBuffer(4)) }));
  const batches: BatchesOptions = { rows: 10, prefetch: 0, start: 1, end: undefined };
  for await (const batch of npy.batches(batches)) {
    exact<TensorBatch>()(batch);
    exact<number>()(batch.firstRow);
  }
  const stored = await openSafetensors('x.safetensors', options);
  exact<SafetensorsFile>()(stored);
  exact<StoredTensor | undefined>()(stored.tensors.get('x'));
  exact<Promise<Tensor>>()(stored.read('x', { start: 1, end: undefined, into: Buffer.alloc(1) }));
  const grown = await createNpy('x.npy', { dtype: 'int8', columns: 2, atomic: false });
  exact<NpyWriter>()(grown);
  exact<Promise<void>>()(grown.write(new Int8Array(2)));
  const made = new Map<string, NewTensor>([['x', { dtype: 'int8', shape: [1] }]]);
  exact<SafetensorsWriter>()(await createSafetensors('x', made, { metadata: new Map([['a', 'b']]) }));
  exact<SafetensorsWriter>()(await createSafetensors('x', stored.tensors));

  // @ts-expect-error rows have two ends
  npy.rows(0);
  // @ts-expect-error a view
  npy.rows(0, 1, { into: [0] });
  // @ts-expect-error an unknown option
  npy.batches({ size: 1 });
  // @ts-expect-error a tensor has a name
  stored.read({ start: 1 });
  // @ts-expect-error a type is needed
  createNpy('x.npy', { columns: 2 });
  // @ts-expect-error the number of rows counts itself
  grown.rows = 1;
  // @ts-expect-error which tensor
  (await createSafetensors('x', made)).write(new Int8Array(1));
}

export { both, content, wide };
