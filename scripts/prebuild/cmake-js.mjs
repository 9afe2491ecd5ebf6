#!/usr/bin/env node
// Stands between prebuildify and cmake-js, which read the same words differently: prebuildify calls
// `rebuild --target=<version of Node> ...`, where cmake-js takes --target for a target of the CMake file. The platform
// arrives in the environment only. prebuildify looks for the result in build/Release of the working folder. What is built
// there already stays.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root, targetOf } from './targets.mjs';

const { PREBUILD_PLATFORM, PREBUILD_ARCH, LINQUANT_WERROR } = process.env;
const { arch, toolchain } = targetOf(`${PREBUILD_PLATFORM}-${PREBUILD_ARCH}`);
const cmakeJs = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js');
const options = ['--directory', root, '--out', path.resolve('build'), '--arch', arch];
if (toolchain !== undefined) options.push(`--CDCMAKE_TOOLCHAIN_FILE=${path.join(root, toolchain)}`);
if (LINQUANT_WERROR) options.push('--CDLINQUANT_WERROR=ON');
for (const step of [['configure'], ['compile', '--parallel', String(availableParallelism())]]) {
  const { status } = spawnSync(process.execPath, [cmakeJs, ...step, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
