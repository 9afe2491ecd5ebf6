// The files of examples/data, read and written again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNpy, readNpy, readSafetensors, writeNpy, writeSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './helpers.js';

const data = join(__dirname, '../../examples/data');
const folder = temporaryFolder();

describe('word-vectors.npy, by NumPy', () => {
  const path = join(data, 'word-vectors.npy');

  it('has 4096 vectors of unit length', async () => {
    const tensor = await readNpy(path);
    expect(tensor).toMatchObject({ dtype: 'float32', shape: [4096, 256] });
    const floats = tensor.toFloat32Array();
    expect(floats.buffer).toBe(tensor.data.buffer);
    for (let row = 0; row < 4096; row++) {
      const vector = floats.subarray(row * 256, (row + 1) * 256);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
  });

  it('is written again byte for byte', async () => {
    const copy = join(folder, 'copy.npy');
    await writeNpy(copy, await readNpy(path));
    expect(readFileSync(copy).equals(readFileSync(path))).toBe(true);
    const bytes = readFileSync(path);
    expect(parseNpy(bytes).data.buffer).toBe(bytes.buffer);
  });
});

describe('glyph-classifier.safetensors, by a script in Python', () => {
  const shapes = {
    'conv1.weight': [8, 1, 3, 3],
    'conv1.bias': [8],
    'conv2.weight': [16, 8, 3, 3],
    'conv2.bias': [16],
    'fc1.weight': [64, 784],
    'fc1.bias': [64],
    'fc2.weight': [10, 64],
    'fc2.bias': [10],
  };

  it('has the layers that its README lists', async () => {
    const { tensors, metadata } = await readSafetensors(join(data, 'glyph-classifier.safetensors'));
    expect(Array.from(tensors, ([name, { shape }]) => [name, shape])).toEqual(Object.entries(shapes));
    expect([...metadata]).toEqual([
      ['format', 'pt'],
      ['accuracy_float32', '0.9870'],
    ]);
    for (const tensor of tensors.values()) {
      const floats = tensor.toFloat32Array();
      expect(floats.buffer).toBe(tensor.data.buffer);
      expect(floats.every((value) => Math.abs(value) < 10)).toBe(true);
      expect(floats.some((value) => Math.abs(value) > 1e-3)).toBe(true);
    }
  });

  it('keeps its payload when it is written again', async () => {
    const original = readFileSync(join(data, 'glyph-classifier.safetensors'));
    const file = await readSafetensors(join(data, 'glyph-classifier.safetensors'));
    const copy = join(folder, 'copy.safetensors');
    await writeSafetensors(copy, file);
    const again = await readSafetensors(copy);
    expect([...again.metadata]).toEqual([...file.metadata]);
    expect([...again.tensors.keys()]).toEqual([...file.tensors.keys()]);
    const payload = original.subarray(8 + Number(original.readBigUInt64LE()));
    expect(readFileSync(copy).subarray(-payload.length).equals(payload)).toBe(true);
  });
});

describe('glyph-test.safetensors', () => {
  it('has 2000 images and their labels, one view after the other', async () => {
    const { tensors, metadata } = await readSafetensors(join(data, 'glyph-test.safetensors'));
    const images = tensors.get('images')!;
    const labels = tensors.get('labels')!;
    expect(tensors.size).toBe(2);
    expect(images).toMatchObject({ dtype: 'uint8', shape: [2000, 28, 28] });
    expect(labels).toMatchObject({ dtype: 'uint8', shape: [2000] });
    expect(labels.data.byteOffset).toBe(images.data.byteOffset + 2000 * 28 * 28);
    expect(new Set(labels.data)).toEqual(new Set(Array(10).keys()));
    expect(metadata.get('note')).toBe('pixel = byte / 255');
  });
});
