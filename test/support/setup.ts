import { backend } from 'linquant';
import { beforeAll, expect } from 'vitest';

/** A run that claims a backend proves it, in every file. */
beforeAll(() => {
  const { LINQUANT_BACKEND: name, LINQUANT_ISA: instructionSet } = process.env;
  if (name) expect(backend.name).toBe(name);
  if (instructionSet) expect(backend.instructionSet).toBe(instructionSet);
});
