import { builtIn } from '../../platform/node.js';

/** The file of the addon; with `error` if there is none, or it must not be loaded. */
export interface AddonFile {
  readonly file: string;
  /** Whether there is such a file, or the search failed so that there may be one. */
  readonly found: boolean;
  readonly error?: string;
  /** What the user can do if the file is not used. */
  readonly advice: string;
}

const unbundle =
  'To use the addon, keep linquant out of the bundle (esbuild: --external:linquant, Vite: ssr.external).';

/** What helps a package without its binary: most often a tool has left it out, or the platform has none. */
function cure(root: string): string {
  const { join } = builtIn('node:path');
  const command = `npx --yes -p cmake-js@8 -p node-addon-api@8 cmake-js compile -d "${root}"`;
  const compile = `To compile the addon, with a C++ compiler and cmake on the PATH: ${command}`;
  if (isReadable(join(root, 'prebuilds')) || isReadable(join(root, 'native', 'test'))) return compile;
  if (isDenied(join(root, 'prebuilds'))) {
    return `To use the addon, allow reading the package: node --allow-fs-read="${root}/*", deno --allow-read="${root}".`;
  }
  return `The package's folder prebuilds is missing: a tool that copies what is imported must copy linquant/prebuilds/** too. ${compile}`;
}

/**
 * Finds the addon's file: in build/Release of the package, then in its prebuilds/. Compares it with the checksum beside it: loading a
 * damaged file can crash the process, which no try/catch prevents.
 */
export function findAddon(): AddonFile {
  const root = packageRoot();
  // `bun build --compile` keeps the path of the machine that built, where nothing may be now.
  if (root === undefined || !isReadable(builtIn('node:path').join(root, 'package.json'))) {
    return { file: 'linquant', found: false, error: 'this copy is part of a bundle', advice: unbundle };
  }
  const advice = cure(root);
  const file = search(root);
  if (file instanceof Error) {
    const error = messageOf(file);
    // That there is no build is normal. A search that was refused or failed is reported.
    return { file: root, found: !error.startsWith('No native build was found'), error, advice };
  }
  const error = damage(file);
  if (error !== undefined) return { file, found: true, error, advice: `Install linquant again. ${advice}` };
  return { file, found: true, advice };
}

/**
 * The file that node-gyp-build finds, or else the package's own build or the prebuilt binary for this platform; node-gyp-build's error if
 * there is none.
 */
function search(root: string): string | Error {
  const { basename, join, resolve, sep } = builtIn('node:path');
  const folder = join(root, 'prebuilds', `${process.platform}-${process.arch}`);
  let found: string | Error;
  try {
    // Required here: in a bundle the module may be missing, which must not break loading the package.
    const nodeGypBuild = require('node-gyp-build') as typeof import('node-gyp-build');
    found = resolve(nodeGypBuild.resolve(root));
    // It takes the first file in build/Release, whatever its name.
    const isOurs = basename(found) === 'linquant.node';
    const isForHere = !found.startsWith(join(root, 'prebuilds') + sep) || found.startsWith(folder + sep);
    if (isOurs && isForHere) return found;
  } catch (error) {
    found = error instanceof Error ? error : new Error(String(error));
  }
  // node-gyp-build follows npm_config_arch of a cross install, and what a runtime's permissions deny stops it.
  const own = [join(root, 'build', 'Release', 'linquant.node'), join(folder, 'linquant.node')].find(
    isReadable,
  );
  return (
    own ??
    (found instanceof Error ? found : new Error(`No native build was found: ${found} is not linquant.node`))
  );
}

/** existsSync, but false where the permission model denies access: there existsSync throws. */
function isReadable(file: string): boolean {
  try {
    return builtIn('node:fs').existsSync(file);
  } catch {
    return false;
  }
}

/** Whether a runtime's permissions deny to look whether there is a file. */
function isDenied(file: string): boolean {
  try {
    builtIn('node:fs').statSync(file);
    return false;
  } catch (error) {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    return code === 'ERR_ACCESS_DENIED' || name === 'NotCapable';
  }
}

/** The folder of the package: this file is dist/backend/native/addon-file.js in it. Undefined if a bundler moved the code. */
function packageRoot(): string | undefined {
  if (typeof __filename !== 'string') return undefined;
  return /^(.*)[\\/]dist[\\/]backend[\\/]native[\\/]addon-file\.js$/.exec(__filename)?.[1];
}

/** What is wrong with a file: by the checksum that the build wrote beside it, and by its header. Undefined if nothing is. */
function damage(file: string): string | undefined {
  const { readFileSync } = builtIn('node:fs');
  try {
    const wanted = readFileSync(`${file}.sha256`, 'latin1').slice(0, 64);
    const bytes = readFileSync(file);
    const hash = builtIn('node:crypto').createHash('sha256').update(bytes).digest('hex');
    if (hash === wanted) return foreign(bytes);
    return `is damaged, or was changed after it was built: its ${bytes.length} bytes do not have the checksum in ${file}.sha256`;
  } catch (error) {
    return `cannot be compared with its checksum: ${messageOf(error)}`;
  }
}

/** Says that a binary is for another system or processor, which dlopen's own message does not. */
function foreign(bytes: Buffer): string | undefined {
  const here = `${process.platform}-${process.arch}`;
  const made = targetOfHeader(bytes);
  return made === undefined || made === here ? undefined : `is for ${made}, and this is ${here}`;
}

/** The target in the header of an ELF, PE or Mach-O file; undefined for a processor that the package has no binary for. */
function targetOfHeader(bytes: Buffer): string | undefined {
  if (bytes.length < 8192) return undefined; // too small for a binary of ours, and for the reads below
  const magic = bytes.toString('hex', 0, 4);
  const target = (system: string, machine: number, x64: number, arm64: number) =>
    machine === x64 ? `${system}-x64` : machine === arm64 ? `${system}-arm64` : undefined;
  if (magic === '7f454c46') {
    const isOther = process.platform === 'win32' || process.platform === 'darwin';
    return target(isOther ? 'linux' : process.platform, bytes.readUInt16LE(18), 62, 183);
  }
  if (magic.startsWith('4d5a')) {
    const at = bytes.subarray(0, 4096).indexOf('PE\0\0');
    return at < 0 ? undefined : target('win32', bytes.readUInt16LE(at + 4), 0x8664, 0xaa64);
  }
  if (magic === 'cffaedfe') return target('darwin', bytes.readUInt32LE(4), 0x1000007, 0x100000c);
  return undefined;
}

/** The message of an error, on one line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.trim().replaceAll(/\s+/g, ' ') : String(error);
}
