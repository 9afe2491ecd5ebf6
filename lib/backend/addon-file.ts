import { builtIn, hostIsLittleEndian } from '../node.js';

/** The file of the addon; with `error` where it is not there (`found` is false) or must not be loaded. */
export interface AddonFile {
  readonly file: string;
  readonly found: boolean;
  readonly error?: string;
}

const bundled =
  'this copy of linquant is part of a bundle; keep it out (esbuild: --external:linquant, Vite: ssr.external) to use the addon';

/**
 * Finds the addon's file: build/Release of the package first, then its prebuilds/. It is compared with the checksum
 * beside it, since a damaged one kills the process while it is loaded: nothing could be caught then.
 */
export function findAddon(): AddonFile {
  const root = packageRoot();
  if (root === undefined) return { file: 'linquant.node', found: false, error: bundled };
  if (!hostIsLittleEndian()) {
    return { file: root, found: false, error: 'the addon supports little-endian hosts only' };
  }
  let file: string;
  try {
    // Here, not above: in a bundle it cannot be loaded at all.
    const nodeGypBuild = require('node-gyp-build') as typeof import('node-gyp-build').default;
    file = nodeGypBuild.resolve(root);
  } catch (error) {
    return { file: root, found: false, error: messageOf(error) };
  }
  const error = damage(file);
  return error === undefined ? { file, found: true } : { file, found: true, error };
}

/** The package's own folder: this file is dist/backend/addon-file.js in it, unless a bundler has moved the code. */
function packageRoot(): string | undefined {
  if (typeof __dirname !== 'string') return undefined;
  const root = builtIn('node:path').join(__dirname, '..', '..');
  try {
    const manifest: unknown = JSON.parse(builtIn('node:fs').readFileSync(`${root}/package.json`, 'utf8'));
    return (manifest as { name?: unknown }).name === 'linquant' ? root : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with a file, by the checksum that the build wrote beside it; undefined where nothing is. */
function damage(file: string): string | undefined {
  const { readFileSync } = builtIn('node:fs');
  try {
    const wanted = readFileSync(`${file}.sha256`, 'latin1').slice(0, 64);
    const bytes = readFileSync(file);
    const hash = builtIn('node:crypto').createHash('sha256').update(bytes).digest('hex');
    if (hash === wanted) return undefined;
    return `is damaged: its ${bytes.length} bytes do not have the checksum in ${file}.sha256`;
  } catch (error) {
    return `cannot be compared with its checksum: ${messageOf(error)}`;
  }
}

/** What an error says, without the space around it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}
