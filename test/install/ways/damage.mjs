// A binary that is absent, of another machine, or damaged: WebAssembly answers, says why, and nothing crashes.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changed, forArm64, renamed, withMissingLibrary } from '../elf.mjs';
import { native, other, way } from '../judge.mjs';

const target = `${process.platform}-${process.arch}`;
const addonOf = (project) =>
  path.join(project, 'node_modules', 'linquant', 'prebuilds', target, 'linquant.node');
const needsPrebuild = (kit) =>
  existsSync(addonOf(path.join(kit.root, 'projects', 'base')))
    ? undefined
    : `the tarball has no prebuild for ${target}`;

/** The checksum file as sha256sum writes it, so that a binary passes for a genuine one. */
function writeChecksum(file) {
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  writeFileSync(`${file}.sha256`, `${digest}  linquant.node\n`);
}

/** A binary that is there and unusable: one warning, and an attempt that names the file and why. */
const unusable = (attempt) => ({ backend: 'wasm', attempt, warnings: 1 });

/** A way in which `damage` (file, bytes) is done to the installed addon. */
function damaged(name, expected, damage, options = {}) {
  return way(
    name,
    expected,
    (kit) => {
      const project = kit.project();
      const file = addonOf(project);
      damage(file, readFileSync(file));
      return kit.node(project, ['require.cjs'], options);
    },
    { needs: needsPrebuild },
  );
}

/** Other bytes under the right checksum: what the loader makes of them is all that protects. */
const replaced = (name, attempt, bytesOf) =>
  damaged(name, unusable(attempt), (file, bytes) => {
    rmSync(file);
    writeFileSync(file, bytesOf(bytes));
    writeChecksum(file);
  });

/** Every `step`th place, shared out among processes that try one after the other. */
function many(name, kind, stepOf, processes) {
  const expected = 'wasm each time, one warning each';
  return other(
    name,
    expected,
    async (kit) => {
      const projects = Array.from({ length: processes }, () => kit.project());
      const { length } = readFileSync(addonOf(projects[0]));
      const step = stepOf(kit);
      const share = Math.ceil(length / step / processes) * step;
      const runs = await Promise.all(
        projects.map((project, i) => {
          const places = [i * share, step, Math.min(length, (i + 1) * share)];
          return kit.node(project, [
            '--no-warnings',
            'damage.cjs',
            addonOf(project),
            kind,
            ...places.map(String),
          ]);
        }),
      );
      const tried = runs.flatMap(({ stdout }) => stdout.match(/^at \d+$/gm) ?? []);
      const failed = runs.filter(({ status, stdout }) => status !== 0 || !stdout.endsWith('done\n'));
      const wrong = failed.map(
        ({ status, signal, stdout, stderr }) =>
          `exit ${status ?? signal} ${stdout.match(/^at \d+$/gm)?.at(-1)}: ${stderr.slice(-800)}`,
      );
      return { printed: `${tried.length} tried, ${failed.length} processes failed`, wrong };
    },
    { needs: needsPrebuild },
  );
}

/** Root reads everything: this runs as nobody. */
const nobody = { uid: 65_534 };
const checksum = /sha256|checksum/i;

export const ways = [
  way('no prebuilds', { backend: 'wasm', reason: /No native (addon|build)/ }, (kit) => {
    const project = kit.project();
    rmSync(path.join(project, 'node_modules', 'linquant', 'prebuilds'), { recursive: true, force: true });
    return Promise.all(['require.cjs', 'import.mjs'].map((file) => kit.node(project, [file])));
  }),
  // Tools that trace imports copy the code without the binaries.
  way('traced: no prebuilds', { backend: 'wasm', reason: /must copy linquant\/prebuilds\/\*\*/ }, (kit) => {
    const project = kit.project();
    rmSync(path.join(project, 'node_modules', 'linquant', 'prebuilds'), { recursive: true, force: true });
    return kit.node(project, ['require.cjs']);
  }),
  way('another addon in build/Release', native, (kit) => {
    const project = kit.project();
    const release = path.join(project, 'node_modules', 'linquant', 'build', 'Release');
    mkdirSync(release, { recursive: true });
    writeFileSync(path.join(release, 'a.node'), 'no addon');
    return kit.node(project, ['require.cjs']);
  }),
  // dlopen alone says "No such file or directory" here.
  replaced('of arm64, checksum right', /arm64|aarch64|processor|architecture|machine/i, forArm64),
  replaced('Mach-O header, checksum right', /ELF|header|format/i, (bytes) =>
    changed(bytes, (copy) => copy.writeUInt32LE(0xfeedfacf, 0)),
  ),
  replaced('PE header, checksum right', /ELF|header|format/i, (bytes) =>
    changed(bytes, (copy) => copy.write('MZ\x90\0', 'latin1')),
  ),
  replaced('of another libc, checksum right', /cannot open shared object/, withMissingLibrary),
  replaced('of another interface, by a slot', /is not the addon of this version/, (bytes) =>
    renamed(bytes, 'toFloatType', 'toFloatTypo'),
  ),
  replaced('another addon of Node-API', /is not the addon of this version/, (bytes) =>
    renamed(bytes, 'quantize', 'quantise'),
  ),
  replaced('a text, checksum right', /./, () => Buffer.from('version https://git-lfs\n')),
  replaced('empty, checksum right', /./, () => Buffer.alloc(0)),
  damaged('empty', unusable(/./), (file) => writeFileSync(file, '')),
  damaged('no checksum file', unusable(checksum), (file) => rmSync(`${file}.sha256`)),
  damaged('checksum file is garbage', unusable(checksum), (file) =>
    writeFileSync(`${file}.sha256`, '\0garbage'),
  ),
  damaged('checksum file is empty', unusable(checksum), (file) => writeFileSync(`${file}.sha256`, '')),
  damaged('checksum of another file', unusable(checksum), (file) =>
    writeFileSync(`${file}.sha256`, `${'0'.repeat(64)}  linquant.node\n`),
  ),
  damaged('checksum file with CRLF', native, (file) => {
    const text = readFileSync(`${file}.sha256`, 'utf8');
    writeFileSync(`${file}.sha256`, text.replace('\n', '\r\n'));
  }),
  damaged('a folder instead of the file', unusable(/./), (file) => {
    rmSync(file);
    mkdirSync(file);
  }),
  damaged('unreadable, not root', unusable(/EACCES|[Pp]ermission/), (file) => chmodSync(file, 0o000), nobody),
  damaged(
    'unreadable checksum, not root',
    unusable(/EACCES|[Pp]ermission/),
    (file) => chmodSync(`${file}.sha256`, 0o000),
    nobody,
  ),
  many('truncated', 'truncate', ({ quick }) => (quick ? 16384 : 1024), 1),
  many('one bit flipped', 'flip', ({ quick }) => (quick ? 12288 : 256), 2),
];
