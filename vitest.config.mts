import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { backend } from 'linquant';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** What no backend changes: run once. */
const once = ['test/{command-line,encodings,formats,package}/**/*.test.ts'];

/** What holds on every backend and instruction set: run for each. */
const functions = 'test/functions/**/*.test.ts';
const laws = 'test/laws/**/*.test.ts';
const agreement = 'test/laws/agree/**/*.test.ts';

/**
 * The scalar kernels in the addon. native/test runs every kernel and the whole call path for each instruction set, the
 * scalar one among them: all dtypes, roundings, layouts, float types, blocks and bits beside their definitions, memory
 * beside guarded pages, refusals. What is left to show is that the addon chooses and calls them: by the definition, by
 * agreement with the fallback, and by what others gave. The code of lib is the same for every instruction set.
 */
const scalar = ['test/laws/{agree,definition}/**/*.test.ts', 'test/functions/**/golden.test.ts'];

/** Those that differ from the set they extend in searching only. */
const extensions = ['avx512vnni', 'neondot'];
const searching = [
  'test/functions/{search,measure}-embeddings/**/*.test.ts',
  'test/functions/{score-embeddings,merge-results,top-k}.test.ts',
];
const filesFor = (isa: string) =>
  extensions.includes(isa)
    ? searching
    : isa === 'scalar' && available.length > 1
      ? scalar
      : [functions, laws];

/** The files that take longest. LINQUANT_TEST_QUICK=1 leaves them out: on emulated processors they take minutes. */
const slow = [
  'test/laws/definition/{random,quantize-dynamic}.test.ts',
  'test/laws/agree/**',
  'test/laws/memory/{holders,rows,bits,embeddings}.test.ts',
  'test/laws/errors/embeddings.test.ts',
  'test/functions/convert/halves.test.ts',
  'test/functions/quantize-dynamic/composition.test.ts',
  'test/functions/dequantize/rows.test.ts',
  'test/functions/{quantize,binarize,measure}-embeddings/**',
  'test/functions/{quantile-range,binarize-embeddings}.test.ts',
  'test/functions/histogram-calibration/**',
  'test/{command-line,formats,encodings}/**',
  'test/package/{docs,declarations,examples}.test.ts',
];
const left = process.env.LINQUANT_TEST_QUICK === '1' ? slow : [];

interface Project {
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A process runs many files of one project: the environment chooses the backend once for each process, and a process
 * for each file would take longer to start than most files take to run.
 */
function project({ name, include, exclude = [], env = {} }: Project): TestProjectConfiguration {
  const own = { name, include: [...include], exclude: [...exclude, ...left], env: { ...env } };
  return {
    extends: true,
    test: { ...own, pool: 'forks', isolate: false, setupFiles: ['test/support/setup.ts'] },
  };
}

const { available } = backend;

/** Whether this build has the WebAssembly module: one without clang has none. */
function hasWasm(): boolean {
  const made = new URL('dist/backend/wasm/made.js', import.meta.url);
  return existsSync(made) && readFileSync(made, 'utf8').includes('missing = undefined');
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // Unless told, one processor is left alone.
    maxWorkers: availableParallelism(),
    // Else the package imported by its own name is loaded twice, once by vite and once by Node.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      project({ name: 'general', include: once }),
      project({
        name: 'javascript',
        include: [functions, laws],
        // The fallback beside itself shows nothing, where there is an addon that it is compared with.
        exclude: available.length > 0 ? [agreement] : [],
        env: { LINQUANT_BACKEND: 'javascript', LINQUANT_ISA: '' },
      }),
      ...(hasWasm()
        ? [
            project({
              name: 'wasm',
              include: [functions, laws],
              env: { LINQUANT_BACKEND: 'wasm', LINQUANT_ISA: '' },
            }),
          ]
        : []),
      ...available.map((isa) =>
        project({
          name: `native ${isa}`,
          include: filesFor(isa),
          env: { LINQUANT_BACKEND: 'native', LINQUANT_ISA: isa },
        }),
      ),
    ],
  },
});
