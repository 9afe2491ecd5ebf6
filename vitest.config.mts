import { availableParallelism } from 'node:os';
import { backend } from 'linquant';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** One process for each file: a backend is chosen once for each process, by the environment. */
function project(
  name: string,
  include: string | string[],
  env: Record<string, string>,
): TestProjectConfiguration {
  return {
    extends: true,
    test: { name, include: [include].flat(), env, pool: 'forks', setupFiles: ['test/support/setup.ts'] },
  };
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // Unless told, one processor is left alone.
    maxWorkers: availableParallelism(),
    // Else the package imported by its own name is loaded twice, once by vite and once by Node.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      project(
        'general',
        ['test/encodings/**/*.test.ts', 'test/formats/**/*.test.ts', 'test/package/**/*.test.ts'],
        {},
      ),
      // The suite of the public API, for the fallback and for every instruction set that this machine has.
      project('javascript', 'test/api/**/*.test.ts', { LINQUANT_BACKEND: 'javascript', LINQUANT_ISA: '' }),
      ...backend.available.map((isa) =>
        project(`native ${isa}`, 'test/api/**/*.test.ts', { LINQUANT_BACKEND: 'native', LINQUANT_ISA: isa }),
      ),
    ],
  },
});
