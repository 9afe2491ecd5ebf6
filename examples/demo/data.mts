import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readNpy, readSafetensors, type Tensor } from 'linquant/formats';

/** A float tensor with its name. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly floats: Float32Array;
}

/** What the demo works on; examples/data/README.md tells how it was made. */
export interface DemoData {
  /** The weights and biases of the classifier, in the order of the file. */
  readonly classifier: readonly NamedTensor[];
  /** Images of 28 x 28 bytes, one after the other. */
  readonly images: Uint8Array;
  /** The digit that each image shows. */
  readonly labels: Uint8Array;
  /** One row for each word. */
  readonly vectors: NamedTensor;
  readonly words: readonly string[];
}

/** The tensors that the forward pass in classifier.mts needs. */
const classifierShapes = new Map([
  ['conv1.weight', [8, 1, 3, 3]],
  ['conv1.bias', [8]],
  ['conv2.weight', [16, 8, 3, 3]],
  ['conv2.bias', [16]],
  ['fc1.weight', [64, 784]],
  ['fc1.bias', [64]],
  ['fc2.weight', [10, 64]],
  ['fc2.bias', [10]],
]);

/** Reads the files; rejects with an error whose message names the file that is missing or not as expected. */
export async function loadData(folder: string): Promise<DemoData> {
  const files = {
    classifier: path.join(folder, 'glyph-classifier.safetensors'),
    test: path.join(folder, 'glyph-test.safetensors'),
    vectors: path.join(folder, 'word-vectors.npy'),
    words: path.join(folder, 'word-vectors.txt'),
  };
  const { tensors: layers } = await readSafetensors(files.classifier);
  const classifier = [...classifierShapes].map(([name, shape]) => {
    const tensor = expectTensor(`${files.classifier}: ${name}`, layers.get(name), 'float32', shape);
    return { name, shape, floats: tensor.toFloat32Array() };
  });

  const { tensors: test } = await readSafetensors(files.test);
  const count = test.get('labels')?.shape[0] ?? 0;
  const labels = expectTensor(`${files.test}: labels`, test.get('labels'), 'uint8', [count]);
  const images = expectTensor(`${files.test}: images`, test.get('images'), 'uint8', [count, 28, 28]);

  const words = (await readFile(files.words, 'utf8')).trimEnd().split('\n');
  const table = await readNpy(files.vectors);
  const shape = [words.length, 256];
  const vectors = expectTensor(files.vectors, table, 'float32', shape).toFloat32Array();
  return {
    classifier,
    images: images.data,
    labels: labels.data,
    vectors: { name: 'word vectors', shape, floats: vectors },
    words,
  };
}

function expectTensor(
  name: string,
  tensor: Tensor | undefined,
  dtype: Tensor['dtype'],
  shape: readonly number[],
): Tensor {
  const wanted = `${dtype} [${shape.join(', ')}]`;
  const found = tensor === undefined ? 'nothing' : `${tensor.dtype} [${tensor.shape.join(', ')}]`;
  if (tensor === undefined || found !== wanted) throw new Error(`${name} must be ${wanted}; found ${found}`);
  return tensor;
}
