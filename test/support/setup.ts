import { backend } from 'linquant';
import { beforeAll, expect } from 'vitest';
// biome-ignore lint/style/noRestrictedImports: users cannot change it, and need not.
import { leaveBelow } from '../../dist/backend/wasm/kernels.js';

/** A run that claims a backend proves it, in every file. */
beforeAll(() => {
  const { LINQUANT_BACKEND: name, LINQUANT_ISA: instructionSet } = process.env;
  if (name) expect(backend.name).toBe(name);
  if (instructionSet) expect(backend.instructionSet).toBe(instructionSet);
});

// Of most tests the data is small.
leaveBelow(0);
