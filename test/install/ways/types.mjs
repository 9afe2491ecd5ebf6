// Programs in TypeScript, compiled by its versions under each way to resolve modules, then run. Once for each version the declarations
// are checked too, Node's among them (skipLibCheck is off), which takes most of the time. And what publint and attw say of the tarball.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { native, other, way } from '../judge.mjs';
import { peer } from '../kit.mjs';

const common = () => ({
  target: 'es2022',
  lib: ['es2022'],
  strict: true,
  skipLibCheck: false,
  esModuleInterop: true,
  types: ['node'],
  typeRoots: [peer('@types')],
});

/** Compiles `files` by a version of TypeScript; fails as a process does. */
async function compile(kit, project, version, compilerOptions, files) {
  const config = { compilerOptions: { ...common(), ...compilerOptions }, files };
  writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify(config));
  const built = await kit.node(project, [peer(version, 'bin', 'tsc'), '-p', project]);
  return built.status === 0 ? undefined : { ...built, stderr: `tsc: ${built.stdout}${built.stderr}` };
}

/** A package of a type ('commonjs', 'module') with one program. */
function typed(version, moduleResolution, module, type, skipLibCheck = true) {
  const name = `TypeScript ${version.slice('typescript'.length) || '6.0'}, ${moduleResolution}, module ${module}, a package of type ${type}`;
  return way(name, native, async (kit) => {
    const project = kit.project({ type });
    const options = { moduleResolution, module, skipLibCheck, noEmitOnError: true };
    const failed = await compile(kit, project, version, options, ['use.ts']);
    return failed ?? kit.node(project, ['use.js']);
  });
}

const plain = way('JavaScript with checkJs', { ...native, lines: 1 }, async (kit) => {
  const project = kit.project();
  const files = ['require.cjs', 'import.mjs'];
  const options = {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    skipLibCheck: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
  };
  const failed = await compile(kit, project, 'typescript', options, files);
  return failed ?? Promise.all(files.map((file) => kit.node(project, [file])));
});

/** A tool that judges the tarball; whatever it finds is on stdout, and its exit code says so. */
const judged = (name, args) =>
  other(name, 'nothing to say', async (kit) => {
    const { status, stdout, stderr } = await kit.node(kit.root, [...args(), kit.tarball]);
    const wrong = status === 0 && !/suggestion|warning|error/i.test(stdout) ? [] : [stdout + stderr];
    return { printed: wrong.length === 0 ? 'no problem' : 'problems', wrong };
  });

export const ways = [
  // The oldest that knows `bundler`, and the one that this package is built with.
  ...['typescript5.0', 'typescript'].flatMap((version) => [
    typed(version, 'node16', 'node16', 'commonjs', false),
    typed(version, 'node16', 'node16', 'module'),
    // A quick run leaves these out: so far `nodenext` resolves modules as `node16` does.
    { ...typed(version, 'nodenext', 'nodenext', 'commonjs'), isLong: true },
    { ...typed(version, 'nodenext', 'nodenext', 'module'), isLong: true },
    typed(version, 'bundler', 'esnext', 'module'),
  ]),
  typed('typescript', 'bundler', 'commonjs', 'commonjs'),
  plain,
  judged('publint', () => [peer('publint', 'src', 'cli.js'), '--strict']),
  judged('attw --profile node16', () => [
    peer('@arethetypeswrong', 'cli', 'dist', 'index.js'),
    '--profile',
    'node16',
  ]),
];
