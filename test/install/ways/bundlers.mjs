// Bundles: with the package left outside, and with the package bundled in, where no addon lies beside the code. Then
// WebAssembly answers and says why.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { native, way } from '../judge.mjs';
import { peer } from '../kit.mjs';

/** Bundled in, the addon is no longer beside the code: ordinary, so said in `reason` and not on stderr. */
const bundled = { backend: 'wasm', reason: /bundle/i };

/** Runs a bundler, then the bundle; where the package is bundled in, in a folder that has nothing else. */
function bundle(name, isExternal, output, build) {
  return way(
    `${name}, ${isExternal ? 'external' : 'bundled in'}`,
    isExternal ? native : bundled,
    async (kit) => {
      const project = kit.project({ type: output.endsWith('.cjs') ? 'commonjs' : 'module' });
      const built = await build(kit, project, isExternal);
      if (built.status !== 0)
        return { ...built, stderr: `the bundler failed: ${built.stderr}${built.stdout}` };
      if (isExternal) return kit.node(project, [output]);
      const alone = path.join(project, 'alone');
      mkdirSync(alone);
      renameSync(path.join(project, output), path.join(alone, path.basename(output)));
      rmSync(path.join(project, 'node_modules'), { recursive: true });
      return kit.node(alone, [path.basename(output)]);
    },
  );
}

function esbuild(entry, format, isExternal, options = []) {
  const output = format === 'cjs' ? 'out.cjs' : 'out.mjs';
  const name = `esbuild ${entry} to ${format}${options.map((option) => ` ${option}`).join('')}`;
  return bundle(name, isExternal, output, (kit, project) => {
    const args = [
      '--bundle',
      '--platform=node',
      '--log-level=warning',
      `--format=${format}`,
      `--outfile=${output}`,
    ];
    const outside = isExternal ? ['--external:linquant'] : [];
    return kit.node(project, [peer('esbuild', 'bin', 'esbuild'), entry, ...args, ...outside, ...options]);
  });
}

/** Vite as server-side frameworks use it. */
function vite(isExternal, format) {
  const output = format === 'cjs' ? 'dist/import.cjs' : 'dist/import.mjs';
  return bundle(`Vite SSR to ${format}`, isExternal, output, (kit, project) => {
    const ssr = isExternal ? { external: ['linquant'] } : { noExternal: true };
    const entryFileNames = `[name].${format === 'cjs' ? 'cjs' : 'mjs'}`;
    const config = {
      ssr,
      logLevel: 'warn',
      build: { ssr: 'import.mjs', rollupOptions: { output: { format, entryFileNames } } },
    };
    writeFileSync(path.join(project, 'vite.config.mjs'), `export default ${JSON.stringify(config)};`);
    return kit.node(project, [peer('vite', 'bin', 'vite.js'), 'build']);
  });
}

function rolldown(isExternal, format) {
  const output = format === 'cjs' ? 'out.cjs' : 'out.mjs';
  return bundle(`Rolldown to ${format}`, isExternal, output, (kit, project) => {
    const outside = isExternal ? ['--external', 'linquant', '--external', 'linquant/formats'] : [];
    const args = ['import.mjs', '--platform', 'node', '--format', format, '--file', output, ...outside];
    return kit.node(project, [peer('rolldown', 'bin', 'cli.mjs'), ...args]);
  });
}

/** One file with Bun in it. It is run where the project that it was made from is gone. */
const compiledByBun = way('bun build --compile', { ...bundled, reason: /part of a bundle/ }, async (kit) => {
  const project = kit.project();
  const program = path.join(kit.root, 'compiled-by-bun');
  const bun = peer('@oven', 'bun-linux-x64', 'bin', 'bun');
  const built = await kit.run(bun, ['build', '--compile', '--outfile', program, 'import.mjs'], {
    cwd: project,
  });
  if (built.status !== 0) return built;
  rmSync(project, { recursive: true });
  return kit.run(program, [], { cwd: kit.root });
});

export const ways = [
  compiledByBun,
  ...[true, false].flatMap((isExternal) => [
    esbuild('require.cjs', 'cjs', isExternal),
    esbuild('import.mjs', 'esm', isExternal),
    // What is required from outside cannot work in a bundle of ES modules: esbuild says so at run time.
    ...(isExternal ? [] : [esbuild('require.cjs', 'esm', isExternal)]),
    esbuild('import.mjs', 'esm', isExternal, ['--minify']),
    vite(isExternal, 'esm'),
    vite(isExternal, 'cjs'),
    rolldown(isExternal, 'esm'),
    rolldown(isExternal, 'cjs'),
  ]),
];
