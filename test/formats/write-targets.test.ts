// Where a file is written: through links, in place, with the owner of the file before; and what a program that ended leaves.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { parseNpy, writeNpy, writeSafetensors } from 'linquant/formats';
import { describe, expect, it, vi } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { errorOf, expectFormatError, freshFolder } from './helpers.js';
import { changeHandles, old, tensor } from './open-files.js';

const isWindows = process.platform === 'win32';
const here = freshFolder();

/** Asserts that `file` is the `.npy` file of the tensor, and a file itself. */
function expectWritten(file: string): void {
  expect(fs.lstatSync(file).isFile()).toBe(true);
  expectSameBytes(parseNpy(fs.readFileSync(file)).data, Buffer.from([1, 2, 3]));
}

describe.skipIf(isWindows).each([true, false])('a link to nothing, atomic: %s,', (atomic) => {
  it('stays, and what it leads to is written', async () => {
    fs.mkdirSync(join(here.folder, 'there'));
    fs.symlinkSync('there/new', here.path);
    await writeNpy(here.path, tensor, { atomic });
    expect(fs.lstatSync(here.path).isSymbolicLink()).toBe(true);
    expectWritten(join(here.folder, 'there', 'new'));
    expect(fs.readdirSync(here.folder).sort()).toEqual(['file', 'there']);
  });

  it('may lead to another, and up from where it really is', async () => {
    fs.mkdirSync(join(here.folder, 'deep', 'real'), { recursive: true });
    fs.symlinkSync('deep/real', join(here.folder, 'short'));
    fs.symlinkSync('../second', join(here.folder, 'deep', 'real', 'first'));
    // No join(), which would drop `short/..`: the parent of what `short` leads to is `deep`.
    fs.symlinkSync(`${here.folder}/short/../new`, join(here.folder, 'deep', 'second'));
    const open = vi.spyOn(fsPromises, 'open');
    await writeNpy(join(here.folder, 'short', 'first'), tensor, { atomic });
    // The file, or the temporary one, in the folder where it belongs.
    const where = String(open.mock.calls[0]![0]).replace(/[^/]*$/, '.');
    // The native one asks the system; the other normalizes first.
    expect(fs.realpathSync.native(where)).toBe(fs.realpathSync(join(here.folder, 'deep')));
    expectWritten(join(here.folder, 'deep', 'new'));
    expect(fs.lstatSync(join(here.folder, 'deep', 'second')).isSymbolicLink()).toBe(true);
  });

  it('into a folder that is not there is an error', async () => {
    fs.symlinkSync('absent/new', here.path);
    expect(await errorOf(() => writeNpy(here.path, tensor, { atomic }))).toMatchObject({ code: 'ENOENT' });
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
  });

  it('to itself is an error', async () => {
    fs.symlinkSync('file', here.path);
    expect(await errorOf(() => writeNpy(here.path, tensor, { atomic }))).toMatchObject({ code: 'ELOOP' });
  });

  it('that ends as a folder does is an error', async () => {
    fs.symlinkSync('new/', here.path);
    await expectFormatError(
      () => writeNpy(here.path, tensor, { atomic }),
      here.path,
      '"new/" ends as the path of a folder does',
    );
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
  });
});

describe('a path that ends as that of a folder', () => {
  it.each(['/', '/.', '/..', '//'])('is refused: file%s', async (end) => {
    fs.writeFileSync(here.path, old);
    for (const write of [
      () => writeNpy(here.path + end, tensor),
      () => writeNpy(here.path + end, tensor, { atomic: false }),
      () => writeSafetensors(here.path + end, { tensors: new Map([['a', tensor]]) }),
    ]) {
      await expectFormatError(write, here.path + end, 'must lead to a file');
    }
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    expect(fs.readFileSync(here.path).equals(old)).toBe(true);
  });

  it('or is none is refused', async () => {
    for (const none of ['', '.', '..'])
      await expectFormatError(() => writeNpy(none, tensor), none, 'must lead to a file');
  });

  it('is another than one that ends in dots', async () => {
    for (const name of ['file.', 'file..', '...']) {
      if (isWindows) continue;
      await writeNpy(join(here.folder, name), tensor);
      expectWritten(join(here.folder, name));
    }
  });
});

describe('in place', () => {
  it('the file stays the same one, with its other names', async () => {
    fs.writeFileSync(here.path, Buffer.alloc(1000));
    fs.linkSync(here.path, join(here.folder, 'other'));
    const { ino } = fs.statSync(here.path);
    await writeNpy(here.path, tensor, { atomic: false });
    expect(fs.statSync(here.path).ino).toBe(ino);
    expectWritten(join(here.folder, 'other'));
    expect(fs.readdirSync(here.folder).sort()).toEqual(['file', 'other']);
    await writeSafetensors(here.path, { tensors: new Map([['a', tensor]]) }, { atomic: false });
    expect(fs.statSync(here.path).ino).toBe(ino);
  });

  it('a new file is made', async () => {
    await writeNpy(here.path, tensor, { atomic: false });
    expectWritten(here.path);
  });

  it('folders and pipes are refused', async () => {
    await expectFormatError(
      () => writeNpy(here.folder, tensor, { atomic: false }),
      here.folder,
      'is not a regular file',
    );
    if (isWindows) return;
    spawnSync('mkfifo', [here.path]);
    await expectFormatError(
      () => writeNpy(here.path, tensor, { atomic: false }),
      here.path,
      'is not a regular file',
    );
  });

  it('what is no file any more when it is opened stays as it is', async () => {
    fs.writeFileSync(here.path, old);
    changeHandles((handle) => {
      const stat = handle.stat.bind(handle);
      handle.stat = (async () =>
        Object.assign(await stat(), { isFile: () => false })) as unknown as FileHandle['stat'];
    });
    await expectFormatError(
      () => writeNpy(here.path, tensor, { atomic: false }),
      here.path,
      'is not a regular file',
    );
    expect(fs.readFileSync(here.path).equals(old)).toBe(true);
  });

  it('is the way out of files that cannot be replaced', async () => {
    fs.writeFileSync(here.path, old);
    const busy = Object.assign(new Error('EBUSY: resource busy or locked'), { code: 'EBUSY' });
    vi.spyOn(fsPromises, 'rename').mockRejectedValue(busy);
    const error = await errorOf(() => writeNpy(here.path, tensor));
    expect(error).toMatchObject({ code: 'EBUSY' });
    expect(error.message).toBe(
      'EBUSY: resource busy or locked; the option { atomic: false } writes into a file that cannot be replaced',
    );
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    await writeNpy(here.path, tensor, { atomic: false });
    expectWritten(here.path);
  });
});

describe.skipIf(isWindows)('the owner of the file that is replaced', () => {
  /** Lets new files look as if they had other owners. */
  function claimOwner(owner: { uid?: number; gid?: number }): void {
    changeHandles((handle) => {
      const stat = handle.stat.bind(handle);
      handle.stat = (async () => Object.assign(await stat(), owner)) as unknown as FileHandle['stat'];
    });
  }

  it('is kept where that is allowed', async () => {
    fs.writeFileSync(here.path, old);
    fs.chmodSync(here.path, 0o664);
    const { uid, gid } = fs.statSync(here.path);
    claimOwner({ uid: uid + 1, gid: gid + 1 });
    const chown = vi.spyOn(fsPromises, 'chown').mockResolvedValue(undefined);
    await writeNpy(here.path, tensor);
    expect(chown.mock.calls.map(([, ...owner]) => owner)).toEqual([
      [uid + 1, gid],
      [uid, -1],
    ]);
    expect(fs.statSync(here.path).mode & 0o777).toBe(0o664);
  });

  it('is another where it must be, and the other group gets the rights of everybody', async () => {
    const denied = Object.assign(new Error('EPERM'), { code: 'EPERM' });
    vi.spyOn(fsPromises, 'chown').mockRejectedValue(denied);
    for (const [before, after] of [
      [0o660, 0o600],
      [0o664, 0o644],
      [0o777, 0o777],
      [0o640, 0o600],
    ] as const) {
      fs.writeFileSync(here.path, old);
      fs.chmodSync(here.path, before);
      const { uid, gid } = fs.statSync(here.path);
      claimOwner({ uid: uid + 1, gid: gid + 1 });
      await writeNpy(here.path, tensor);
      expect(fs.statSync(here.path).mode & 0o777).toBe(after);
      fs.unlinkSync(here.path);
      vi.mocked(fsPromises.open).mockRestore();
    }
  });

  it.skipIf(process.getuid?.() !== 0)('is kept by root', async () => {
    fs.writeFileSync(here.path, old);
    fs.chmodSync(here.path, 0o640);
    fs.chownSync(here.path, 12_345, 54_321);
    await writeNpy(here.path, tensor);
    const { uid, gid, mode } = fs.statSync(here.path);
    expect([uid, gid, mode & 0o777]).toEqual([12_345, 54_321, 0o640]);
    expectWritten(here.path);
  });
});

describe('what a program that ended leaves', () => {
  /** Runs a program that ends in the middle of writing: when the file is to be renamed. */
  function endBy(statement: string): void {
    const program = `
      const fs = require('node:fs/promises');
      const { writeNpy } = require(${JSON.stringify(require.resolve('linquant/formats'))});
      fs.rename = () => { ${statement}; return new Promise(() => {}); };
      writeNpy(${JSON.stringify(here.path)}, { dtype: 'uint8', shape: [3], data: Buffer.from([4, 5, 6]) });
    `;
    const { stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    expect(stderr).toBe('');
  }

  it('is nothing after process.exit', () => {
    endBy('process.exit(3)');
    expect(fs.readdirSync(here.folder)).toEqual([]);
  });

  it('by a signal is removed by the next that writes into the folder', async () => {
    endBy("process.kill(process.pid, 'SIGKILL'); for (;;);");
    const [left, ...more] = fs.readdirSync(here.folder);
    expect(left).toMatch(/^\.linquant-[0-9a-f]{8}-\d+-[0-9a-f-]{36}\.tmp$/);
    expect(more).toEqual([]);
    // Files of a process that runs, of another machine or container, or of another name stay.
    const stays = [
      left!.replace(/-\d+-/, `-${process.pid}-`),
      left!.replace(/-[0-9a-f]{8}-/, '-00000000-'),
      left!.replace('.tmp', '.tmp2'),
      `x${left!}`,
    ];
    for (const name of stays) fs.writeFileSync(join(here.folder, name), old);
    await writeNpy(here.path, tensor);
    expect(fs.readdirSync(here.folder).sort()).toEqual([...stays, 'file'].sort());
    expectWritten(here.path);
  });

  it('is removed without a listener for signals, and no listener is left', async () => {
    const before = process.listenerCount('exit');
    const on = vi.spyOn(process, 'on');
    await Promise.all([writeNpy(here.path, tensor), writeNpy(join(here.folder, 'b'), tensor)]);
    await errorOf(() => writeNpy(join(here.folder, 'absent', 'c'), tensor));
    expect(process.listenerCount('exit')).toBe(before);
    expect(new Set(on.mock.calls.map(([event]) => event))).toEqual(new Set(['exit']));
  });

  it('lasts: the file and then its folder are synced', async () => {
    const synced: string[] = [];
    const { open } = fsPromises;
    vi.spyOn(fsPromises, 'open').mockImplementation(async (...args) => {
      const handle = await open(...args);
      const sync = handle.sync.bind(handle);
      handle.sync = () => {
        synced.push(
          args[0] === here.folder ? 'folder' : 'file',
          fs.existsSync(here.path) ? 'there' : 'not yet',
        );
        return sync();
      };
      return handle;
    });
    await writeNpy(here.path, tensor);
    if (!isWindows) expect(synced).toEqual(['file', 'not yet', 'folder', 'there']);
  });
});

describe('options of writers', () => {
  const write = (options: unknown) => writeNpy(here.path, tensor, options as never);
  const writeMany = (options: unknown) =>
    writeSafetensors(here.path, { tensors: new Map() }, options as never);

  it.each([write, writeMany])('are named where they are wrong', async (run) => {
    expect(await errorOf(() => run({ start: 0 }))).toMatchObject({
      code: 'ERR_LINQUANT_INVALID_OPTION',
      message: 'options must be made of atomic; got "start"',
    });
    for (const wrong of [null, 1, 'x', [], new Map(), Buffer.alloc(1)]) {
      expect(await errorOf(() => run(wrong))).toMatchObject({ code: 'ERR_LINQUANT_INVALID_TYPE' });
    }
    expect(await errorOf(() => run({ atomic: 1 }))).toMatchObject({
      code: 'ERR_LINQUANT_INVALID_TYPE',
      message: 'options.atomic must be true or false; got 1',
    });
    expect(fs.readdirSync(here.folder)).toEqual([]);
    await run({ atomic: undefined });
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
  });
});
