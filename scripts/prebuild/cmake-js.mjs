#!/usr/bin/env node
// Stands between prebuildify and cmake-js, which read the same words differently: prebuildify calls
// `rebuild --target=<version of Node> ...`, where cmake-js takes --target for a target of the CMake file. The platform
// arrives in the environment only. prebuildify looks for the result in build/Release of the working folder.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, targetOf } from './targets.mjs';

const { PREBUILD_PLATFORM, PREBUILD_ARCH, LINQUANT_WERROR } = process.env;
const { arch, toolchain } = targetOf(`${PREBUILD_PLATFORM}-${PREBUILD_ARCH}`);
const cmakeJs = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js');
const options = ['--directory', root, '--out', path.resolve('build'), '--arch', arch];
if (toolchain !== undefined) options.push(`--CDCMAKE_TOOLCHAIN_FILE=${path.join(root, toolchain)}`);
if (LINQUANT_WERROR) options.push('--CDLINQUANT_WERROR=ON');
const { status } = spawnSync(process.execPath, [cmakeJs, 'rebuild', ...options], { stdio: 'inherit' });
process.exit(status ?? 1);
