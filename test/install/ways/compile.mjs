// Compiled by the user from what the tarball holds, by the command that the fallback's own reason gives.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { linesOf, native, way } from '../judge.mjs';

export const ways = [
  way('no prebuild: the command that the reason gives', native, async (kit) => {
    const project = kit.project();
    rmSync(path.join(project, 'node_modules', 'linquant', 'prebuilds'), { recursive: true, force: true });
    const before = await kit.node(project, ['require.cjs']);
    const command = linesOf(before)[0]?.reason?.match(/on the PATH: (.*)$/)?.[1];
    if (!command) return { status: 'without a command', stdout: before.stdout, stderr: before.stderr };
    // A user's own shell: the compiler and cmake are there, and the registry is asked for cmake-js.
    const built = await kit.run('/bin/sh', ['-c', command], {
      cwd: project,
      env: process.env,
      timeout: 300_000,
    });
    if (built.status !== 0) return { ...built, stderr: `${command}: ${built.stdout}${built.stderr}` };
    return kit.node(project, ['require.cjs']);
  }),
];
