// Makes the binaries of the package: npm run prebuild [-- target ...], for this machine unless targets are named.
//
// Each is built by prebuildify over cmake-js in build/prebuild/<target>, this machine's where `npm install` builds it, and
// put into prebuilds/<target>/ with the checksum that the loader compares. What is built and did not change stays; a
// release starts from a clean checkout. The WebAssembly module (`wasm`) goes into dist/.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBinary } from './check.mjs';
import { hostTarget, root, targetOf } from './targets.mjs';
import { buildWasm } from './wasm.mjs';

const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js');
const nodeGyp = fileURLToPath(new URL('cmake-js.mjs', import.meta.url));

function prebuild({ name, platform, arch, binutils }) {
  const folder = name === hostTarget ? root : path.join(root, 'build', 'prebuild', name);
  const prebuilds = path.join(root, 'prebuilds', name);
  rmSync(prebuilds, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const options = ['--napi', '--name', 'linquant', '--platform', platform, '--arch', arch];
  const folders = ['--cwd', folder, '--out', root, '--node-gyp', nodeGyp];
  const { status } = spawnSync(process.execPath, [prebuildify, ...options, ...folders], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`building ${name} failed`);
  const file = path.join(prebuilds, 'linquant.node');
  const built = path.join(folder, 'build', 'Release', 'linquant.node');
  // prebuildify moves it.
  copyFileSync(file, built);
  copyFileSync(`${built}.sha256`, `${file}.sha256`);
  if (process.platform === 'linux') checkBinary(platform, file, binutils);
  return `${name}: ${statSync(file).size} bytes, sha256 ${readFileSync(`${file}.sha256`, 'utf8').slice(0, 64)}`;
}

async function makeWasm() {
  const { made, missing } = await buildWasm();
  if (made === undefined) throw new Error(`wasm needs ${missing}`);
  return made;
}

const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : [hostTarget]) {
  console.log(name === 'wasm' ? await makeWasm() : prebuild(targetOf(name)));
}
